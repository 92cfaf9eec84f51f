"""Workbook: one sheet of an Excel file, one row an item."""
