"""python -m banyan: the same as the banyan command."""

from banyan.cli.main import main

if __name__ == "__main__":
    main()
