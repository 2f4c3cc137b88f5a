"""Rules with the figures in force: each module binds one rule to its policy, once, for cells, tables and explanations alike.

``late_fee.under(policies, day)`` gives the rule with that day's figures: call it with arrays; its ``policy`` is the record, with the
ground of each figure. What asks for a figure asks here, and neither looks up a policy nor hands its values to a rule itself.
"""
