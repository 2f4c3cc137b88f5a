"""Assignment 分案."""
