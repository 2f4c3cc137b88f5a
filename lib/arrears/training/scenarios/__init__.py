"""Case scenarios that trainers demonstrate and collectors practise: files in ``templates/scenarios``, judged by the product's own rules."""

from arrears.training.scenarios.playing import Play
from arrears.training.scenarios.reading import read_scenario, read_scenarios
from arrears.training.scenarios.records import Scenario

__all__ = ["Play", "Scenario", "read_scenario", "read_scenarios"]
