"""Repayment plans: what a household can pay, options, terms, schedules, costs and where a plan stands."""
