"""The review site: the candidate's answers in the browser, served to this machine alone."""
