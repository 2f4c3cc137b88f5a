"""What damage to a case list may not do: end in an untyped error, or change a value that it did not touch."""

from datetime import date
from pathlib import Path

from intake.good_lists import KEYS, NAMES
from intake.mutants import ORIGINALS, mutant

from arrears.errors import IntakeError
from arrears.intake import Request, read_file

AS_OF = date(2026, 11, 23)


def values(table):
    """Give the accepted cases by case id."""
    return {
        case["case_id"]: case for case in table[KEYS].astype(object).where(table[KEYS].notna(), None).to_dict("records")
    }


class Judge:
    """Reads mutants and says what went wrong with each; nothing, if all is well."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.good = {name: values(self.read(name, data).table) for name, (data, _) in ORIGINALS.items()}
        assert all(len(cases) == len(NAMES) for cases in self.good.values())
        self.outcomes = {}

    def read(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return read_file(Request(str(path), None, (), None, AS_OF, "en"))

    def fault(self, seed):
        """Give what damage did that it may not do, or an empty text."""
        name, damaged = mutant(seed)
        try:
            intake = self.read(name, damaged.data)
        except IntakeError as error:
            self.count(error.code)
            return "" if "\n" not in error.message else f"{seed} {name} {damaged.what}: more than one line"
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return f"{seed} {name} {damaged.what}: untyped {type(error).__name__}: {error}"
        self.count("rows refused" if intake.rejected else "accepted whole")
        wrong = changed(damaged, self.good[name], intake)
        return f"{seed} {name} {damaged.what}: {wrong}" if wrong else ""

    def count(self, outcome):
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1


def changed(damaged, good, intake):
    """Tell a value that changed, or a case that is gone, though nothing touched it."""
    if len(intake.table) + len(intake.rejected) != intake.rows:
        return f"{len(intake.table)} accepted and {len(intake.rejected)} refused of {intake.rows}"
    now = values(intake.table)
    refused = {cell for row in intake.rejected for cell in map(str, row.cells)}
    for number, (case_id, case) in enumerate(good.items()):
        if number in damaged.rows or "case_id" in damaged.columns:
            continue
        if case_id not in now:
            if case_id not in refused and not damaged.cut:
                return f"{case_id} is gone"
            continue
        if damaged.rows and case_id in refused:
            continue  # the id of a touched case became this one's: the first is accepted, the other refused by name
        wrong = [key for key in KEYS if key not in damaged.columns and now[case_id][key] != case[key]]
        if wrong:
            return f"{case_id} {wrong[0]}: {case[wrong[0]]} became {now[case_id][wrong[0]]}"
    strangers = set(now) - set(good)
    if len(strangers) > len(damaged.rows) and not damaged.columns:
        return f"cases from nowhere: {sorted(strangers)[:3]}"
    return ""
