"""What stands in a collector's workbook, in Chinese and in English."""

from __future__ import annotations

from typing import Final

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # titles and notes
    "today_title": ("今日跟进 · {collector} · {day}", "Today’s follow-ups · {collector} · {day}"),
    "today_note": (
        "共 {cases} 件，应还合计 {amount}；从上往下联系，灰色行先看“受限原因”；联系后在黄色格填写时间、渠道和结果",
        "Cases: {cases}; total due: {amount}. Work from the top; of grey rows read “Blocked by” first; fill in the yellow cells after each contact",
    ),
    "cases_title": ("案件 · {collector}", "Cases · {collector}"),
    "cases_note": (
        "名下 {cases} 件，应还合计 {amount}；个人信息已脱敏；资料有误或有新情况，请写在“登记”页",
        "Cases: {cases}; total due: {amount}; personal data are masked. What is wrong or new goes to the sheet “Records”",
    ),
    "contacts_title": ("联系记录 · {collector}", "Contacts · {collector}"),
    "contacts_note": (
        "每次拨打、短信、上门填一行，打通与否都要记；右侧自动核对时间、次数和案件状态，“可以”再联系",
        "One row for every call, message or visit, answered or not; the right side checks hour, count and case: contact only where it says “yes”",
    ),
    "promises_title": ("承诺还款 · {collector}", "Promises · {collector}"),
    "promises_note": (
        "持卡人答应的金额和日期填一行；履约情况按已还金额和左上日期自动判断",
        "One row for each promise; its status follows from what was paid and the day above",
    ),
    "records_title": ("登记 · {collector}", "Records · {collector}"),
    "records_note": (
        "客户称已还款、投诉、异议、特殊群体、身故、破产、失联、要求停催，或需要组长协助：选事项填一行，提交后生效",
        "What customers report: a payment, complaint, dispute, hardship, death, bankruptcy, no contact, a wish not to be called; or a call for help. In force once submitted",
    ),
    "fill_in": ("▼ 请在黄色格填写", "▼ Fill in the yellow cells"),
    "computed": ("▼ 自动核对，无需填写", "▼ Computed, nothing to fill in"),
    "as_of": ("数据截至", "As of"),
    "no_follow_ups": (
        "今天没有需要跟进的案件：名下案件都未到跟进时点，或已全部还清。",
        "No case needs follow-up today: none has reached its time, or all have been paid.",
    ),
    "no_cases": (
        "名下暂无案件。分案后重新生成工作簿即可。",
        "No case is assigned yet. Make the workbook again once there is.",
    ),
    # what the checks say
    "can_yes": ("可以", "yes"),
    "can_no": ("不可", "no"),
    "can_stop": ("暂停催收", "on hold"),
    "can_third": ("先核实失联", "holder first"),
    "unknown": ("提交时核对", "checked on return"),
    "unjudged": ("待核对", "not yet judged"),
    # validation
    "case_title": ("案件编号", "Case ID"),
    "case_pick": (
        "从下拉列表选择，或输入本工作簿“案件”页里的编号",
        "Pick from the list, or type an ID from the sheet “Cases”",
    ),
    "case_bad": (
        "“案件”页没有这个编号。规则：只登记分给自己的案件。请从下拉列表选择；不在名下的案件请告知组长。",
        "The sheet “Cases” has no such ID. Rule: only your own cases. Pick from the list, or tell your team lead.",
    ),
    "word_title": ("请从列表选择", "Pick from the list"),
    "word_bad": (
        "“{heading}”只能填列表里的词。请点单元格右侧箭头选择。",
        "“{heading}” takes only the words of its list. Pick one with the arrow beside the cell.",
    ),
    "moment_title": ("日期和时间", "Date and time"),
    "moment_pick": (
        "例：2026-11-23 10:05。快捷键：Ctrl+; 当天日期，空格，Ctrl+Shift+; 当前时间。按对方当地时间填写",
        "Such as 2026-11-23 10:05. Ctrl+; gives the day, then a blank, Ctrl+Shift+; gives the time. Local time of the person",
    ),
    "moment_bad": (
        "要填日期和时间，例：2026-11-23 10:05。没有时间就无法核对可否联系。",
        "Give a date and a time, such as 2026-11-23 10:05: without them the contact cannot be checked.",
    ),
    "date_title": ("日期", "Date"),
    "date_bad": ("要填日期，例：2026-12-01。", "Give a date, such as 2026-12-01."),
    "amount_title": ("金额（元）", "Amount in yuan"),
    "amount_bad": (
        "金额要大于 0，单位是元，最多两位小数，例：1500.00。",
        "An amount is above 0, in yuan, such as 1500.00.",
    ),
    "count_title": ("人数", "People"),
    "count_bad": (
        "要填 1 至 20 的整数；上门至少两人（CBA-4）。",
        "Give a whole number from 1 to 20; a visit takes two (CBA-4).",
    ),
    "note_title": ("备注", "Note"),
    "note_pick": (
        "写事实和约定，不写身份证号、卡号、手机号和无关隐私",
        "Write facts and what was agreed; no ID, card or phone numbers, nothing private that does not matter",
    ),
    "note_bad": ("备注最多 2000 字。", "A note has 2,000 characters at most."),
    "shown_title": ("此列由系统生成", "This column is generated"),
    "shown_bad": (
        "这里不用改：改动不会生效，回收时会列为不一致。资料有误请在“登记”页说明。",
        "No need to change this: it has no effect and is listed on return. What is wrong goes to the sheet “Records”.",
    ),
    "share_title": ("年利率", "Yearly rate"),
    "share_bad": ("年利率在 0 至 {most} 之间，例：18.25%。", "A yearly rate is from 0 to {most}, such as 18.25%."),
    "months_title": ("期数", "Months"),
    "months_bad": ("期数为 1 至 {most} 的整数（{rule}）。", "A whole number from 1 to {most} ({rule})."),
    # calculator
    "plan_title": ("还款计划测算", "Repayment plan"),
    "plan_note": (
        "选案件，核实收入与支出，填在黄色格；右侧给出可承受的方案，下方是每期明细；须与持卡人平等协商，签订协议后生效",
        "Pick a case, fill in the yellow cells what you have verified; plans that fit are on the right, every instalment below. Agree on equal footing; a plan binds once it is signed",
    ),
    "plan_terms": ("一、案件与条款", "1  Case and terms"),
    "plan_home": ("二、每月收支", "2  Monthly budget"),
    "plan_options": ("三、可选方案", "3  Plans side by side"),
    "plan_chosen": ("四、所选方案", "4  The plan chosen"),
    "plan_why": ("五、依据", "5  Why"),
    "plan_schedule": ("六、还款明细", "6  Every instalment"),
    "from_list": ("系统数据", "From the list"),
    "verified": ("核实后填写", "As verified"),
    "case": ("案件编号", "Case ID"),
    "customer": ("客户姓名", "Customer"),
    "principal": ("应还金额", "To be paid back"),
    "rate": ("年利率", "Yearly interest"),
    "on": ("协议日", "Day of the agreement"),
    "first_due": ("首期应还日", "First due date"),
    "method": ("还款方式", "Method"),
    "months": ("期数", "Instalments"),
    "income": ("月收入", "Income"),
    "fixed": ("固定支出", "Fixed costs"),
    "flexible": ("弹性支出", "Flexible costs"),
    "affordable": ("每月可还款额", "Can be paid a month"),
    "no": ("期次", "No."),
    "n": ("期数", "Months"),
    "payment": ("每期还款", "A month"),
    "last_payment": ("末期还款", "Last"),
    "total_cost": ("总成本", "Total cost"),
    "apr": ("年化利率", "APR"),
    "fits": ("是否可行", "Fits?"),
    "yes_fits": ("可行", "yes"),
    "no_fits": ("不可行", "no"),
    "instalment": ("每期还款", "Each instalment"),
    "highest": ("最高一期", "Highest of all"),
    "interest_total": ("利息合计", "Interest in all"),
    "paid_total": ("还款总额", "Paid in all"),
    "plan_apr": ("年化利率（单利）", "Yearly cost (APR)"),
    "verdict": ("判断", "Verdict"),
    "within": ("可行：最高一期在可还款额以内", "Fits: no instalment is above what can be paid"),
    "beyond": (
        "不可行：最高一期超过可还款额，请延长期数，或考虑减免、困难帮扶",
        "Does not fit: take more months, or consider a waiver or the hardship path",
    ),
    "no_plan": ("请先选择案件、核对输入", "Pick a case and check the inputs first"),
    # scripts
    "scripts_title": ("话术", "What to say"),
    "scripts_note": (
        "先核实身份再谈账户；花括号处按案件填写；说实话，不威胁、不夸大、不公开、不催促借新还旧",
        "Establish identity before you speak of the account; fill in the braces; be truthful: no threats, no exaggeration, nothing in public, no urging to borrow",
    ),
    "scripts_calls": ("电话话术", "Calls"),
    "scripts_messages": ("短信模板", "Text messages"),
    "no_scripts": ("暂无话术。", "No scripts yet."),
    "script_stage": ("阶段或情形", "Stage or situation"),
    "script_step": ("环节", "Step"),
    "script_text": ("怎么说", "What to say"),
    "script_rules": ("依据", "Rules"),
    # guide
    "guide_title": ("使用说明与现行规则", "Guide and rules in force"),
    "collector": ("催收员", "Collector"),
    "profile": ("适用规则", "Profile"),
    "cut": ("因每日上限未列入", "Left out by the daily capacity"),
    "store": ("数据存储", "Store"),
    "head": ("存储版本", "Store version"),
    "book": ("工作簿标识", "Workbook mark"),
    "none": ("无", "none"),
    "steps": ("怎么用", "How to use it"),
    "step_1": (
        "“今日跟进”从上往下做。联系后在同一行填联系时间、实际渠道和结果；有承诺的填金额和日期。不用再到别处重复登记。",
        "Work through “Today” from the top. After a contact fill in its time, channel and outcome in the same row, and the promise if there is one. No need to enter it again elsewhere.",
    ),
    "step_2": (
        "同一案件当天再次联系、来电、上门或联系第三方，填在“联系记录”。右侧显示“可以”再联系；“不可”时看“受限规则”和“最早可联系”。",
        "Further contacts of the day, incoming calls, visits and third parties go to “Contacts”. Contact only where the right side says “yes”; where it says “no”, see the rule and the earliest time.",
    ),
    "step_3": (
        "单独的承诺填“承诺”；客户称已还款、投诉、异议、身故等填“登记”；需要组长协助也填“登记”。",
        "Promises of their own go to “Promises”; reported payments, complaints, disputes, deaths and calls for help to “Records”.",
    ),
    "step_4": (
        "可以排序、筛选、复制行。每行都有隐藏标识，提交时认得出。删除内容即可，不必删整行。",
        "Sort, filter and copy rows as you like: each has a hidden key by which it is recognised. To take an entry back clear its cells; rows need not be deleted.",
    ),
    "step_5": (
        "下班前保存并交回本文件。同一文件可重复提交，不会重复记账；与他人不一致的内容会列出，由人判断。",
        "Save and return the file at the end of the day. It may be submitted again safely; whatever disagrees with others is listed for people to decide.",
    ),
    "step_6": (
        "没有加载项（如 WPS）也能使用：结果已存入文件；新填的行显示“提交时核对”，交回后由系统核对。",
        "Without the add-in, in WPS for example, results stored in the file stay readable; new rows show “checked on return” and are checked then.",
    ),
    "legend_entry": ("填写", "Fill in"),
    "legend_entry_means": ("黄色：请填写的单元格", "Yellow: cells to fill in"),
    "legend_live": ("自动", "Computed"),
    "legend_live_means": ("浅青色：自动计算，已锁定", "Pale teal: computed and locked"),
    "legend_due": ("今日到期", "Due today"),
    "legend_due_means": (
        "承诺或分期今天到期；或这一行还缺此项",
        "A promise or instalment is due today; or the row still needs this",
    ),
    "legend_broken": ("已失约", "Broken"),
    "legend_broken_means": ("红色：承诺已过期未履行，或此时不可联系", "Red: a broken promise, or no contact now"),
    "legend_kept": ("已履约", "Kept"),
    "legend_kept_means": ("绿色：已履约，或该行已登记结果", "Green: kept, or the row has its outcome"),
    "legend_blocked": ("暂停", "On hold"),
    "legend_blocked_means": (
        "灰色整行：暂停催收，先看“受限原因”和“下一步”",
        "Grey row: collection is on hold; see “Blocked by” and “Next action”",
    ),
}


def say(key: str, lang: str, **values: object) -> str:
    """Give a text in a language, with its blanks filled.

    >>> say("can_yes", "zh"), say("months_title", "en")
    ('可以', 'Months')
    """
    text = _WORDS[key][0 if lang == "zh" else 1]
    return text.format(**values) if values else text
