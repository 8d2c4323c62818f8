"""Cases of before: tables of other systems become cases, with the cell of every value, whole or not at all."""
