"""Worksheet functions and macros for spreadsheet programs, from one registry."""
