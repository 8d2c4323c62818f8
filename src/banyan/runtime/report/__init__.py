"""The after-action report: facts from the journal, told in Chinese and English, as HTML and as Word."""
