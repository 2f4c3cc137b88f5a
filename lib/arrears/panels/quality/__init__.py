"""Quality 质检."""
