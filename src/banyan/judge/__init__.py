"""Judge: the same readings and ticks give the same alerts, after a crash too."""
