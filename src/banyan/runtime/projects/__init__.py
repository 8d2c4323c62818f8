"""The office over a data folder: import, red list, duplicates, undo. The command line and the server call the same."""
