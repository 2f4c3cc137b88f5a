"""The columns and words of a contact log, of the states that bear on contacts, and of the breaches found in a log.

A contact is one row, whatever came of it. ``at`` is an instant in UTC; ``time_zone`` is the IANA name of the place where the
person who was contacted is, because hours and days are counted there.
"""

from __future__ import annotations

from arrears.tables.columns import BY_KEY, Column, Kind

CONTACT_COLUMNS: tuple[Column, ...] = (
    Column("contact_id", Kind.TEXT, "联系编号", "Contact ID", ("记录编号", "流水号", "contact no")),
    BY_KEY["case_id"],
    Column("person", Kind.TEXT, "联系对象编号", "Person", ("对象编号", "person id")),
    Column("contact_point", Kind.PHONE, "联系方式", "Contact point", ("拨打号码", "被叫号码", "number dialled")),
    Column("channel", Kind.TEXT, "渠道", "Channel", ("联系渠道", "方式")),
    Column("direction", Kind.TEXT, "方向", "Direction", ("呼叫方向",)),
    Column("counterparty", Kind.TEXT, "联系对象", "Counterparty", ("对象", "对象类型")),
    Column("outcome", Kind.TEXT, "联系结果", "Outcome", ("结果", "通话结果", "result")),
    Column("purpose", Kind.TEXT, "目的", "Purpose", ("联系目的",)),
    Column("at", Kind.TEXT, "联系时间（UTC）", "At (UTC)", ("联系时间", "时间")),
    Column("time_zone", Kind.TEXT, "时区", "Time zone", ("对方时区",)),
    BY_KEY["collector"],
    Column("people", Kind.COUNT, "上门人数", "People visiting", ("外访人数",)),
    Column("mentions_debt", Kind.TEXT, "提及债务", "Mentions the debt", ("是否提及债务",)),
    Column("opt_out_offered", Kind.TEXT, "提供退订", "Opt-out offered", ("是否提供退订",)),
    Column("recorded", Kind.TEXT, "已录音", "Recorded", ("是否录音",)),
    Column("id_shown", Kind.TEXT, "出示证件", "ID shown", ("是否出示证件",)),
    Column("entry_agreed", Kind.TEXT, "同意入户", "Entry agreed", ("是否同意入户",)),
    Column("notice_given", Kind.TEXT, "已书面通知", "Written notice given", ("是否已书面通知",)),
    Column("introduced", Kind.TEXT, "已表明身份", "Named oneself", ("是否表明身份", "已表明身份和机构")),
    Column("voice", Kind.TEXT, "呼叫方式", "Voice", ("语音方式", "外呼方式")),
    Column("entered_at", Kind.TEXT, "登记时间（UTC）", "Entered at (UTC)", ("登记时间", "录入时间")),
    Column("note", Kind.TEXT, "备注", "Note", ("联系内容", "沟通内容")),
)
"""A contact log. Needed: `CONTACT_REQUIRED`; a column that is not there is not checked."""

CONTACT_REQUIRED = ("case_id", "channel", "outcome", "at", "time_zone")
"""Without these a contact cannot be judged; an empty direction is out, counterparty holder, purpose collection."""

YES_NO = ("mentions_debt", "opt_out_offered", "recorded", "id_shown", "entry_agreed", "notice_given", "introduced")
"""Columns that hold yes or no."""

CHANNELS: dict[str, tuple[str, ...]] = {
    "call": ("电话", "call", "phone"),
    "sms": ("短信", "sms", "text"),
    "email": ("邮件", "email", "电子邮件", "e-mail"),
    "app": ("应用消息", "app", "微信", "企业微信", "APP推送"),
    "visit": ("上门", "visit", "外访"),
    "letter": ("信函", "letter", "催收函"),
}
"""Each channel's words, its Chinese heading first and its English one second."""

DIRECTIONS: dict[str, tuple[str, ...]] = {"out": ("呼出", "out", "去电", "发出"), "in": ("呼入", "in", "来电", "收到")}

COUNTERPARTIES: dict[str, tuple[str, ...]] = {
    "holder": ("持卡人", "holder", "本人", "债务人", "debtor"),
    "guarantor": ("担保人", "guarantor", "保证人"),
    "third_party": ("第三方", "third party", "第三方联系人", "联系人"),
    "related": ("关联第三方", "related third party", "共债配偶", "配偶（共同债务）"),
    "representative": ("授权代理人", "representative", "代理律师", "委托代理人", "authorised representative"),
}
"""related: bears the debt too, such as a spouse with household debt. representative: acts for the holder with written authority."""

ONLY_WHEN_OUT_OF_CONTACT = ("third_party", "related")
"""Whose contact waits until the holder is out of contact: a worksheet, which knows counts only, leaves them to the check of the log."""

OUTCOMES: dict[str, tuple[str, ...]] = {
    "conversation": ("有效沟通", "conversation", "接通", "面谈"),
    "no_answer": ("无人接听", "no answer", "未接", "未接通", "无人应门"),
    "rejected": ("拒接", "rejected", "挂断"),
    "voicemail": ("语音信箱", "voicemail", "留言"),
    "dropped": ("接通后断线", "dropped", "掉线"),
    "busy": ("占线", "busy", "忙音"),
    "out_of_service": ("停机", "out of service", "关机", "暂停服务"),
    "invalid_number": ("空号", "invalid number", "号码无效"),
    "wrong_number": ("非本人", "wrong number", "错号"),
    "sent": ("已发送", "sent", "已送达", "已寄出"),
    "failed": ("发送失败", "failed", "退信"),
    "refused": ("拒绝再联系", "refused"),
    "offers_to_pay": ("主动提出代还", "offers to pay", "愿意代还"),
    "opt_out": ("退订", "opt-out", "opted out", "unsubscribe"),
    "planned": ("拟联系", "planned"),
}
"""What came of a contact; `planned` is one that has not been made yet."""

VOICES: dict[str, tuple[str, ...]] = {
    "interactive": ("交互式", "interactive", "人工", "对话机器人"),
    "informing": ("告知式", "informing", "单向语音", "语音通知", "one-way"),
}
"""Who speaks in a call: both sides, or the lender's voice alone; a call of which the log does not say is interactive."""

PURPOSES: dict[str, tuple[str, ...]] = {
    "collection": ("催收", "collection"),
    "reminder": ("还款提醒", "reminder", "提醒"),
    "reply": ("答复", "reply", "回复客户"),
    "location": ("询问联系方式", "location", "寻找联系方式", "转告"),
    "legal_notice": ("法律文书", "legal notice", "法定通知"),
}

STATE_COLUMNS: tuple[Column, ...] = (
    BY_KEY["case_id"],
    Column("person", Kind.TEXT, "联系对象编号", "Person"),
    Column("state", Kind.TEXT, "状态", "State"),
    Column("channel", Kind.TEXT, "渠道", "Channel"),
    Column("since", Kind.TEXT, "起（UTC）", "Since (UTC)"),
    Column("until", Kind.TEXT, "止（UTC）", "Until (UTC)"),
)
"""What bears on contacts from an instant on: empty person is everybody of the case, empty channel all, empty until open."""

STATES: dict[str, tuple[str, ...]] = {
    "complaint": ("投诉", "complaint"),
    "dispute": ("异议", "dispute", "争议"),
    "vulnerable": ("特殊群体", "vulnerable"),
    "deceased": ("身故", "deceased", "死亡"),
    "bankrupt": ("破产", "bankrupt"),
    "agreement": ("协议中", "agreement"),
    "do_not_call": ("停催", "do_not_call", "do not call"),
    "opt_out": ("退订", "opt_out", "opt-out"),
    "refused": ("拒绝再联系", "refused"),
    "breathing_space": ("债务喘息期", "breathing_space", "breathing space"),
    "crisis_moratorium": ("精神健康危机治疗", "crisis_moratorium", "mental health crisis moratorium"),
    "offers_to_pay": ("主动提出代还", "offers_to_pay", "offers to pay"),
    "unreachable": ("失联", "unreachable"),
    "incapable": ("无行为能力", "incapable"),
    "consent_hours": ("同意联系时间", "consent_hours"),
    "consent_attempts": ("同意联系次数", "consent_attempts"),
}
"""Stops, grounds for third-party contact, and consents."""

BREACH_COLUMNS: tuple[Column, ...] = (
    Column("row", Kind.COUNT, "行号", "Row"),
    CONTACT_COLUMNS[0],
    BY_KEY["case_id"],
    BY_KEY["collector"],
    Column("local_time", Kind.TEXT, "当地时间", "Local time"),
    Column("rule", Kind.TEXT, "规则", "Rule"),
    Column("severity", Kind.TEXT, "程度", "Severity"),
    Column("happened", Kind.TEXT, "事实", "What happened"),
    Column("words", Kind.TEXT, "规定", "The rule in words"),
    Column("source", Kind.TEXT, "出处", "Source"),
    Column("trust", Kind.TEXT, "来源可信度", "Trust"),
)
"""One row a breach; ``row`` is the position in the log, its first row being 0; severity is breach or review."""
