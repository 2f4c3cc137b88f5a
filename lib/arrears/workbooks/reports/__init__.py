"""Workbooks and pages that are read: follow-up list, rejected rows, summary, month-end, export."""
