"""What every import of workbooks shares: the files, the mapping that is remembered, taking a whole import back."""
