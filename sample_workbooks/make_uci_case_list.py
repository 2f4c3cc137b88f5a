"""Make uci_case_list.xlsx from UCI_Credit_Card.csv, the same to the byte; see `arrears.training.uci` for the mapping.

python sample_workbooks/make_uci_case_list.py path/to/UCI_Credit_Card.csv
"""

import sys
from pathlib import Path

from arrears.training.uci import read_uci, uci_case_list, write_uci_book

if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004  # the script and one file
        sys.exit("give one file: python sample_workbooks/make_uci_case_list.py path/to/UCI_Credit_Card.csv")
    book = Path(__file__).with_name("uci_case_list.xlsx")
    print(write_uci_book(uci_case_list(read_uci(Path(sys.argv[1]))), book))
