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

# The README's pictures, made by the browser tests on the real demo.
pictures:
    ./banyan test tests/browser/test_demo_page.py
    cp test-output/screenshots/demo-en.png docs/images/command-centre-en.png
    cp test-output/screenshots/demo-zh.png docs/images/command-centre-zh.png
