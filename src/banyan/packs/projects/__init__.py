"""Projects: from the districts' workbooks to a list, and from the list to a bulletin."""
