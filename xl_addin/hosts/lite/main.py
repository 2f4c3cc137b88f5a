"""催收函数 Worksheet functions of arrears, for xlwings Lite: paste this file into its main.py."""

from xl_addin.hosts.excel.udfs import *  # noqa: F403  # xlwings Lite takes every function that it finds here
