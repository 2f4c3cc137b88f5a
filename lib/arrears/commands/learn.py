"""``arrears learn``: what the house's own history says, a page for each model, and the counts as a policy file once they are put to use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell, today
from arrears.errors import ArrearsError
from arrears.words import both

if TYPE_CHECKING:
    from arrears.operations.experience.kept_file import Kept
    from arrears.store.access.viewing import SignedIn

_FILE = "learned.toml"


def learn(  # noqa: PLR0913  # each is an option that a person types
    *,
    use: Annotated[bool, Parameter(negative="")] = False,
    out: Annotated[Path | None, Parameter(help="Folder for models.html; the current one unless you say.")] = None,
    as_of: DayOption = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Count in the store whom attempts reached, which cases improved, what was kept; write a page for each model, models.html.

    Nothing is changed unless you say --use: then the counts become a version of learned.toml in your house folder, in force from the next
    day, and the store records it. Exit code 1 tells that there is too little history, so that the ladder of next actions ranks.

    Parameters
    ----------
    use
        Put what was counted to use.
    """
    from arrears.operations.experience.counting import counted  # noqa: PLC0415  # help stays quick
    from arrears.operations.experience.kept_file import kept_file, learned_of  # noqa: PLC0415  # same
    from arrears.operations.experience.model_pages import model_pages  # noqa: PLC0415  # same
    from arrears.operations.experience.rates import names_of, rates, too_few  # noqa: PLC0415  # same
    from arrears.policy.records import BestAction  # noqa: PLC0415  # same
    from arrears.store.state.experience import last_use, read_past  # noqa: PLC0415  # same
    from arrears.workbooks.reports.models import write_models  # noqa: PLC0415  # same

    language = lang or default_lang()
    if use and house is None:
        raise ArrearsError(both("commands.learn.no_house", file=_FILE))
    with signed_in(store, actor, role, profile, house) as (opened, person):
        on = today(opened) if as_of is None else day(as_of, opened.policies)
        policies = opened.policies
        policy = policies.get(BestAction, on)
        past = read_past(opened, on)
        counts = counted(past, policy)
        learned = learned_of(past, counts, on)
        missing = too_few(learned, policy)
        tell(
            "commands.learn.counted",
            language,
            attempts=learned.attempts,
            cases=learned.cases,
            collectors=learned.collectors,
            days=learned.days,
        )
        for one in missing:
            tell("commands.learn.line", language, text=one.text(language))
        if unseen := rates(counts, policies, on).unseen:
            tell("commands.learn.unseen", language, names=names_of(unseen).text(language))
        pages = model_pages(past, policies, on, language)
        folder = out or Path()
        folder.mkdir(parents=True, exist_ok=True)
        written = write_models(folder / "models.html", pages, learned, policy, missing, as_of=on, lang=language)
        tell("commands.learn.written", language, path=written.path)
        if use and house is not None:
            kept = kept_file(house / _FILE, learned, policies)
            _put_to_use(person, kept, house / _FILE)
            tell("commands.learn.used", language, path=house / _FILE, day=kept.effective)
        elif (before := last_use(opened)) is not None:
            tell("commands.learn.in_use", language, day=before.effective, who=before.actor)
    return 1 if missing else 0


def _put_to_use(person: SignedIn, kept: Kept, path: Path) -> None:
    """Record the change, then write the file: what is in force is always on record."""
    from arrears.operations.experience.kept_file import RULE  # noqa: PLC0415  # help stays quick
    from arrears.store.records import PolicyChange  # noqa: PLC0415  # same
    from arrears.workbooks.sheets.saving import save  # noqa: PLC0415  # same

    person.append(
        PolicyChange(
            case_id="",
            happened_at=person.store.clock(),
            actor=person.login,
            key=f"policy-{kept.after_sha256[:32]}",
            name="learned",
            rule=RULE,
            effective=kept.effective,
            reason=both("commands.learn.reason").zh,
            before_sha256=kept.before_sha256,
            after_sha256=kept.after_sha256,
        )
    )
    save(path, lambda file: file.write(kept.text.encode()), rows=len(kept.text.splitlines()))
