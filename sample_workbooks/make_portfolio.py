"""Make portfolio.xlsx again, the same to the byte: 2,000 invented cases, 12 invented collectors, and some bad rows.

The bad rows, one of each kind, are listed in `arrears.training.bad_rows` and on the workbook's sheet 说明.

    python sample_workbooks/make_portfolio.py
"""

from pathlib import Path

from arrears.training.bank_export import write_portfolio_book

if __name__ == "__main__":
    print(write_portfolio_book(Path(__file__).with_name("portfolio.xlsx")))
