"""Checking published figures: a number is the interval it stands for; a check answers pass, fail or cannot tell."""
