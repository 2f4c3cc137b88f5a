Attribute VB_Name = "ArrearsFunctions"
Option Explicit

' Made from what xl_addin/functions declares; change it there.

Public Function AR_AFFORDABLE(income, fixed_costs, flexible_costs, Optional savings_share, Optional profile)
Attribute AR_AFFORDABLE.VB_Description = "Monthly amount that a household can pay, in yuan: income less costs, less what stays with it as savings."
Attribute AR_AFFORDABLE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_AFFORDABLE = ArrearsCall("ar_affordable", Array(income, fixed_costs, flexible_costs, savings_share, profile))
End Function

Public Function AR_ALLOCATE(payment, dpd, interest, fees, principal, Optional profile)
Attribute AR_ALLOCATE.VB_Description = "Split of a payment, a row of four in yuan: to interest, to fees, to principal, left over."
Attribute AR_ALLOCATE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_ALLOCATE = ArrearsCall("ar_allocate", Array(payment, dpd, interest, fees, principal, profile))
End Function

Public Function AR_APR(principal, n, monthly_fee_rate, Optional profile)
Attribute AR_APR.VB_Description = "Nominal annual cost of an instalment plan with a monthly fee on the first principal."
Attribute AR_APR.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_APR = ArrearsCall("ar_apr", Array(principal, n, monthly_fee_rate, profile))
End Function

Public Function AR_BUCKET(dpd, Optional profile)
Attribute AR_BUCKET.VB_Description = "Ageing bucket of days past due: M0, M1 ... M6, M7+."
Attribute AR_BUCKET.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_BUCKET = ArrearsCall("ar_bucket", Array(dpd, profile))
End Function

Public Function AR_CAN_CONTACT(when, channel, attempts_today, Optional conversations_today, Optional consent, Optional profile)
Attribute AR_CAN_CONTACT.VB_Description = "TRUE if the person may be contacted at that local time by call, sms, email, app, visit or letter."
Attribute AR_CAN_CONTACT.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_CAN_CONTACT = ArrearsCall("ar_can_contact", Array(when, channel, attempts_today, conversations_today, consent, profile))
End Function

Public Function AR_CLASS(dpd, Optional class_scale, Optional profile)
Attribute AR_CLASS.VB_Description = "Five-class risk category of days past due; class_scale 2023 (default) or 2011."
Attribute AR_CLASS.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_CLASS = ArrearsCall("ar_class", Array(dpd, class_scale, profile))
End Function

Public Function AR_CONTACT_BLOCK(when, channel, attempts_today, Optional conversations_today, Optional consent, Optional profile)
Attribute AR_CONTACT_BLOCK.VB_Description = "The id of the rule that forbids contact at that time, or blank where none does."
Attribute AR_CONTACT_BLOCK.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_CONTACT_BLOCK = ArrearsCall("ar_contact_block", Array(when, channel, attempts_today, conversations_today, consent, profile))
End Function

Public Function AR_DPD(due_date, as_of)
Attribute AR_DPD.VB_Description = "Whole days past due as of a day: 0 when not yet due, the day after the due day is 1."
Attribute AR_DPD.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_DPD = ArrearsCall("ar_dpd", Array(due_date, as_of))
End Function

Public Function AR_EAR(principal, n, monthly_fee_rate, Optional profile)
Attribute AR_EAR.VB_Description = "Effective annual cost, with compounding, of an instalment plan with a monthly fee."
Attribute AR_EAR.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_EAR = ArrearsCall("ar_ear", Array(principal, n, monthly_fee_rate, profile))
End Function

Public Function AR_FOLLOW_UPS(cases, as_of, Optional collector, Optional top, Optional profile)
Attribute AR_FOLLOW_UPS.VB_Description = "Ranked follow-up list of a range of cases with headings; unreadable rows stand last, their rank #VALUE!."
Attribute AR_FOLLOW_UPS.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_FOLLOW_UPS = ArrearsCall("ar_follow_ups", Array(cases, as_of, collector, top, profile))
End Function

Public Function AR_INSTALMENT(principal, annual_rate, n, Optional profile)
Attribute AR_INSTALMENT.VB_Description = "Equal monthly instalment over n months, in yuan; 0.12 is 12 % a year."
Attribute AR_INSTALMENT.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_INSTALMENT = ArrearsCall("ar_instalment", Array(principal, annual_rate, n, profile))
End Function

Public Function AR_INTEREST(balance, days, Optional daily_rate, Optional profile)
Attribute AR_INTEREST.VB_Description = "Simple daily interest, in yuan; the policy's daily rate unless one is given, such as 0.0005."
Attribute AR_INTEREST.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_INTEREST = ArrearsCall("ar_interest", Array(balance, days, daily_rate, profile))
End Function

Public Function AR_LATE_FEE(minimum_payment, paid, Optional profile)
Attribute AR_LATE_FEE.VB_Description = "Late fee on the unpaid part of the minimum payment, in yuan."
Attribute AR_LATE_FEE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_LATE_FEE = ArrearsCall("ar_late_fee", Array(minimum_payment, paid, profile))
End Function

Public Function AR_LEDGER_INTEREST(dates, amounts, to_date, Optional daily_rate, Optional convention, Optional profile)
Attribute AR_LEDGER_INTEREST.VB_Description = "Interest on a dated ledger (charges +, payments -) up to a day, in yuan; convention payment_day or end_day."
Attribute AR_LEDGER_INTEREST.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_LEDGER_INTEREST = ArrearsCall("ar_ledger_interest", Array(dates, amounts, to_date, daily_rate, convention, profile))
End Function

Public Function AR_MASK(text, kind)
Attribute AR_MASK.VB_Description = "Text with personal data covered; kind name, id, phone, card, email, address or auto."
Attribute AR_MASK.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_MASK = ArrearsCall("ar_mask", Array(text, kind))
End Function

Public Function AR_MESSAGE(template, headings, row)
Attribute AR_MESSAGE.VB_Description = "Message filled from a row of a range with headings: a template's id, such as early, or a text with {placeholders}."
Attribute AR_MESSAGE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_MESSAGE = ArrearsCall("ar_message", Array(template, headings, row))
End Function

Public Function AR_MIN_PAYMENT(purchases, instalments_due, unpaid_minimum, over_limit, fees_interest, Optional profile)
Attribute AR_MIN_PAYMENT.VB_Description = "Minimum payment due, in yuan; put 0 where a part is nothing."
Attribute AR_MIN_PAYMENT.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_MIN_PAYMENT = ArrearsCall("ar_min_payment", Array(purchases, instalments_due, unpaid_minimum, over_limit, fees_interest, profile))
End Function

Public Function AR_NEXT_CONTACT(when, channel, attempts_today, Optional conversations_today, Optional consent, Optional profile)
Attribute AR_NEXT_CONTACT.VB_Description = "The earliest permitted local date and time at or after that one."
Attribute AR_NEXT_CONTACT.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_NEXT_CONTACT = ArrearsCall("ar_next_contact", Array(when, channel, attempts_today, conversations_today, consent, profile), True)
End Function

Public Function AR_PLAN_OPTIONS(principal, annual_rate, affordable, first_due, Optional profile)
Attribute AR_PLAN_OPTIONS.VB_Description = "Plans within the policy's longest term side by side, and whether the household can pay them."
Attribute AR_PLAN_OPTIONS.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_PLAN_OPTIONS = ArrearsCall("ar_plan_options", Array(principal, annual_rate, affordable, first_due, profile))
End Function

Public Function AR_PRIORITY(total_due, dpd, Optional roll_rate, Optional days_since_contact, Optional profile)
Attribute AR_PRIORITY.VB_Description = "Priority score of a case, 0 to 100: value at risk, age and silence."
Attribute AR_PRIORITY.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_PRIORITY = ArrearsCall("ar_priority", Array(total_due, dpd, roll_rate, days_since_contact, profile))
End Function

Public Function AR_PROMISE(promised, due_on, paid, as_of, Optional profile)
Attribute AR_PROMISE.VB_Description = "What became of a promise to pay: pending, kept, partial or broken."
Attribute AR_PROMISE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_PROMISE = ArrearsCall("ar_promise", Array(promised, due_on, paid, as_of, profile))
End Function

Public Function AR_SCHEDULE(principal, annual_rate, n, first_due, Optional method, Optional start, Optional day_count, Optional fee_rate, Optional profile)
Attribute AR_SCHEDULE.VB_Description = "Repayment schedule as a table; method equal_instalment, equal_principal, flat_fee, interest_only, balloon or step_up."
Attribute AR_SCHEDULE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_SCHEDULE = ArrearsCall("ar_schedule", Array(principal, annual_rate, n, first_due, method, start, day_count, fee_rate, profile))
End Function

Public Function AR_STAGE(dpd, Optional profile)
Attribute AR_STAGE.VB_Description = "Treatment stage of the house policy: reminder, early, middle, late, recovery."
Attribute AR_STAGE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_STAGE = ArrearsCall("ar_stage", Array(dpd, profile))
End Function

Public Function AR_WHY(figure, ParamArray arguments() As Variant)
Attribute AR_WHY.VB_Description = "Why a function gives its figure: figure is its name, such as AR_DPD, then its arguments; a table of steps and rules."
Attribute AR_WHY.VB_ProcData.VB_Invoke_Func = " \n14"
    Dim given() As Variant, place As Long
    ReDim given(0 To 1 + UBound(arguments))
    given(0) = figure
    For place = 0 To UBound(arguments)
        given(1 + place) = arguments(place)
    Next place
    AR_WHY = ArrearsCall("ar_why", given)
End Function

Public Function AR_WORKDAY(day, n, Optional profile)
Attribute AR_WORKDAY.VB_Description = "The nth working day after a day, or before it if n is negative; China's working weekends are included."
Attribute AR_WORKDAY.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_WORKDAY = ArrearsCall("ar_workday", Array(day, n, profile), True)
End Function
