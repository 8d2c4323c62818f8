"""Where readings of every door meet: mapped, sent to their Datastreams, what isn't taken kept with its reason."""
