"""Messages and files of any source: bytes to rows, rows to readings as the source's mapping says."""
