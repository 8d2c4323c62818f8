# Shortcuts for people who have just; every recipe is one command that works without it.

# every check but the long proofs
test *arguments:
    ./banyan test {{arguments}}

# the slow proofs, shortest first, at most 40 minutes
long:
    ./banyan test --long

# the demo storm with its page
demo *arguments:
    ./banyan demo {{arguments}}

# make the three lock files anew from pyproject.toml (needs uv)
lock:
    python3 scripts/lock.py
