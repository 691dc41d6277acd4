"""Shows one answer in the terminal, on a page, as HTML file, Markdown, CSV and captions; pure."""
