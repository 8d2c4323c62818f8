"""Look-ahead at work: what was measured, a warm pool of branches, the search, and the job beside the loop."""
