"""The macros of the ribbon and of Calc's menu: plain functions over a small workbook interface."""
