"""The columns of a case list: keys, headings in both languages, synonyms, and what a column holds.

A table inside the library has one column a key; amounts are whole fen in columns named ``<key>_fen``, dates are
``datetime64[s]`` at midnight, everything else is text. What people see has the plain keys or headings, amounts in yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, which decides how its cells are read, written and shown."""

    TEXT = "text"
    CASE_ID = "case_id"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    CARD = "card"
    EMAIL = "email"
    ADDRESS = "address"
    AMOUNT = "amount"
    DATE = "date"
    FLAGS = "flags"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the case list.

    Attributes
    ----------
    key : str
        The name that the contract gives it.
    kind : Kind
        What it holds.
    zh, en : str
        Its heading in each language.
    synonyms : tuple of str
        Other headings that mean the same, as banks and agencies write them.
    weak : tuple of str
        Headings that mean it where no better one is there, the best first.
    """

    key: str
    kind: Kind
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The column's name inside the library: an amount's ends with its unit."""
        return f"{self.key}_fen" if self.kind is Kind.AMOUNT else self.key

    def heading(self, lang: str) -> str:
        """Give the heading in a language, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


CASE_COLUMNS: tuple[Column, ...] = (
    Column(
        "case_id",
        Kind.CASE_ID,
        "案件编号",
        "Case ID",
        ("案件号", "案号", "委案编号", "案件ID", "委外案件号", "case no", "case number"),
        (
            *(
                "合同号",
                "合同编号",
                "合同号码",
                "借据号",
                "借据编号",
                "借据号码",
                "贷款合同号",
                "账户号",
                "账户编号",
                "账户号码",
                "账号",
                "合约号",
                "合约编号",
                "协议编号",
                "贷款账号",
                "委外编号",
                "工单号",
            ),
            *(
                "contract number",
                "contract no",
                "loan number",
                "loan id",
                "account number",
                "account no",
                "account id",
                "acct no",
            ),
            *("account #", "reference number", "reference"),
        ),
    ),
    Column(
        "customer_name",
        Kind.NAME,
        "客户姓名",
        "Customer name",
        (
            "姓名",
            "持卡人",
            "持卡人姓名",
            "客户名称",
            "户名",
            "借款人",
            "借款人姓名",
            "name",
            "cardholder",
            "cardholder name",
        ),
        (
            "客户",
            "账户名",
            "债务人",
            "债务人姓名",
            "account name",
            "borrower",
            "borrower name",
            "debtor",
            "debtor name",
            "full name",
        ),
    ),
    Column(
        "id_number",
        Kind.ID_NUMBER,
        "身份证号",
        "ID number",
        ("身份证", "身份证号码", "证件号", "证件号码", "身份证件号码", "id no", "national id", "identity number"),
        ("ssn", "social security number", "aadhaar", "hkid", "hkid number", "ni number"),
    ),
    Column(
        "phone",
        Kind.PHONE,
        "手机号",
        "Phone",
        (
            *(
                "手机",
                "手机号码",
                "移动电话",
                "移动电话号码",
                "联系电话",
                "电话",
                "联系手机",
                "本人手机",
                "本人电话",
                "联系电话1",
                "手机号1",
                "电话1",
            ),
            *(
                "mobile",
                "mobile phone",
                "mobile number",
                "mobile no",
                "cell phone",
                "cell",
                "phone number",
                "phone no",
                "phone 1",
            ),
            *("primary phone", "telephone", "contact number", "contact phone"),
        ),
    ),
    Column(
        "card_number",
        Kind.CARD,
        "卡号",
        "Card number",
        ("信用卡号", "卡片号码", "银行卡号", "主卡卡号", "主卡号", "信用卡卡号", "card no", "card"),
    ),
    Column("currency", Kind.TEXT, "币种", "Currency", ("货币", "币别", "货币代码", "币种代码", "currency code", "ccy")),
    Column("statement_date", Kind.DATE, "账单日", "Statement date", ("出账日", "账单日期", "billing date")),
    Column(
        "statement_balance",
        Kind.AMOUNT,
        "账单金额",
        "Statement balance",
        ("账单余额", "欠款总额", "总欠款", "当前欠款", "应还总额", "balance"),
        (
            "当前余额",
            "透支余额",
            "current balance",
            "account balance",
            "balance due",
            "total due",
            "total amount due",
            "outstanding balance",
        ),
    ),
    Column(
        "minimum_payment",
        Kind.AMOUNT,
        "最低还款额",
        "Minimum payment",
        ("最低还款", "最低应还", "最低应还额", "最低应还款额", "min payment", "minimum due", "minimum payment due"),
    ),
    Column(
        "principal",
        Kind.AMOUNT,
        "逾期本金",
        "Principal",
        (
            *(
                "本金",
                "欠款本金",
                "剩余本金",
                "本金余额",
                "逾期本金余额",
                "未还本金",
                "overdue principal",
                "principal balance",
            ),
            *("outstanding principal", "principal outstanding"),
        ),
        (
            *(
                "逾期金额",
                "欠款金额",
                "逾期欠款",
                "拖欠金额",
                "逾期余额",
                "amount past due",
                "past due amount",
                "past due",
                "overdue amount",
            ),
            *(
                "amount overdue",
                "overdue balance",
                "past due balance",
                "amount due",
                "amount owed",
                "amount outstanding",
            ),
        ),
    ),
    Column(
        "interest",
        Kind.AMOUNT,
        "利息",
        "Interest",
        ("逾期利息", "应收利息", "欠息", "interest due", "accrued interest"),
    ),
    Column(
        "late_fee",
        Kind.AMOUNT,
        "违约金",
        "Late fee",
        ("滞纳金", "逾期违约金", "late fees", "late charge", "late charges", "late payment fee"),
    ),
    Column(
        "due_date",
        Kind.DATE,
        "到期还款日",
        "Due date",
        (
            "还款日",
            "到期日",
            "应还款日",
            "应还日期",
            "应还日",
            "到期还款日期",
            "到期日期",
            "最后还款期限",
            "payment due date",
            "date due",
        ),
    ),
    Column(
        "last_payment_date",
        Kind.DATE,
        "最后还款日",
        "Last payment date",
        (
            *(
                "最近还款日",
                "最后还款日期",
                "上次还款日",
                "最近一次还款日",
                "最近一次还款日期",
                "最近还款日期",
                "最后一次还款日",
                "上次还款日期",
            ),
            *("date of last payment", "last paid date", "last paid on"),
        ),
    ),
    Column(
        "last_payment",
        Kind.AMOUNT,
        "最后还款金额",
        "Last payment",
        (
            "最近还款金额",
            "上次还款金额",
            "最近一次还款金额",
            "最后一次还款金额",
            "last payment amount",
            "last paid amount",
        ),
    ),
    Column(
        "collector",
        Kind.TEXT,
        "催收员",
        "Collector",
        ("催收人员", "经办人", "负责人", "处理人", "催员", "坐席", "agent", "assigned to"),
    ),
    Column("email", Kind.EMAIL, "邮箱", "Email", ("电子邮箱", "电子邮件", "e-mail", "mail", "email address")),
    Column(
        "address",
        Kind.ADDRESS,
        "地址",
        "Address",
        (
            "联系地址",
            "家庭住址",
            "住址",
            "账单地址",
            "家庭地址",
            "居住地址",
            "通讯地址",
            "home address",
            "mailing address",
            "street address",
        ),
    ),
    Column("region", Kind.TEXT, "地区", "Region", ("区域", "城市", "所在地", "省市")),
    Column("occupation", Kind.TEXT, "职业", "Occupation", ("工作", "行业", "job")),
    Column("monthly_income", Kind.AMOUNT, "月收入", "Monthly income", ("收入", "每月收入", "income")),
    Column("living_costs", Kind.AMOUNT, "月生活支出", "Living costs", ("生活支出", "月支出", "monthly costs")),
    Column("assets_note", Kind.TEXT, "资产情况", "Assets", ("资产", "资产备注", "assets note")),
    Column("flags", Kind.FLAGS, "标记", "Flags", ("案件标记", "标签", "特殊标记", "特殊标识", "案件标识", "flag")),
    # Kept if a list has them; the follow-up list uses them (guideline items A2, A4, C6).
    Column(
        "customer_id", Kind.TEXT, "客户号", "Customer ID", ("客户编号", "客户号码", "customer no", "customer number")
    ),
    Column("cause", Kind.TEXT, "逾期原因", "Cause", ("原因", "逾期成因", "reason for arrears")),
    Column(
        "last_contact_date",
        Kind.DATE,
        "最近联系日",
        "Last contact date",
        (
            "最后联系日",
            "上次联系日",
            "最近跟进日",
            "上次联络日",
            "最近联络日",
            "上次联系日期",
            "最近联系日期",
            "last contacted",
            "last contact",
        ),
    ),
    Column("promise_date", Kind.DATE, "承诺还款日", "Promise date", ("承诺日期", "ptp date", "promised on")),
    Column(
        "promise_amount", Kind.AMOUNT, "承诺还款金额", "Promise amount", ("承诺金额", "ptp amount", "promised amount")
    ),
    Column("instalment_date", Kind.DATE, "下期应还日", "Next instalment date", ("分期应还日", "下期还款日")),
    Column(
        "instalment_amount", Kind.AMOUNT, "下期应还金额", "Next instalment", ("每期应还", "下期还款金额", "instalment")
    ),
    Column(
        "phone_2",
        Kind.PHONE,
        "备用电话",
        "Second phone",
        (
            *(
                "备用手机",
                "备用手机号",
                "其他电话",
                "其他联系电话",
                "手机号2",
                "手机2",
                "联系电话2",
                "电话2",
                "第二联系电话",
                "家庭电话",
                "住宅电话",
            ),
            *(
                "固定电话",
                "座机",
                "宅电",
                "home phone",
                "alternate phone",
                "secondary phone",
                "phone 2",
                "other phone",
                "landline",
            ),
        ),
    ),
)
"""Every column that is known, in the order in which it is written."""

BY_KEY = {column.key: column for column in CASE_COLUMNS}
REQUIRED = ("case_id", "due_date")
"""Always needed; and one of `principal`, `statement_balance`."""
ONE_OF = ("principal", "statement_balance")
MAY_BE_NEGATIVE = "statement_balance"
"""The only amount that may be: a credit balance."""

STAFF_WORDS: dict[str, tuple[str, ...]] = {
    "collector": (BY_KEY["collector"].zh, BY_KEY["collector"].en, *BY_KEY["collector"].synonyms),
    "team": ("团队", "小组", "组别", "班组", "组", "team"),
    "agency": ("机构", "委外机构", "外包机构", "合作机构", "agency"),
    "lead": ("组长", "主管", "负责组长", "team lead", "lead"),
    "actor": ("操作人", "登记人", "actor"),
    "responsible": ("处理人", "who"),
}
"""Columns that name who works for the house, by their headings: an identity, which is never masked and never searched for a name."""

FLAG_WORDS: dict[str, tuple[str, ...]] = {
    "complaint": ("投诉", "投诉中", "已投诉", "complaint"),
    "dispute": ("异议", "争议", "有争议", "交易争议", "disputed", "dispute"),
    "vulnerable": ("特殊群体", "特殊人群", "弱势", "弱势群体", "vulnerable"),
    "deceased": ("身故", "死亡", "已故", "已身故", "去世", "dead", "deceased"),
    "bankrupt": ("破产", "已破产", "bankruptcy", "bankrupt"),
    "unreachable": ("失联", "已失联", "lost contact", "unreachable"),
    "legal": ("法务", "诉讼", "已诉讼", "司法", "立案", "litigation", "legal"),
    "agreement": ("协议中", "协议", "已签协议", "agreement"),
    "do_not_call": ("停催", "停呼", "勿扰", "禁呼", "暂停催收", "do_not_call", "dnc", "do not contact", "do not call"),
}
"""Each flag's words; the first is its Chinese heading, the last its English one."""
