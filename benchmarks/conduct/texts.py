"""Texts from which the conduct check learns, by kind: what offends, and what looks alike and is harmless.

A text may hold choices, ``{a|b|c}``; each text is written out several times with other choices, so that the model learns the
kind and not the example. Every text is invented. Styles: sms (to a person), say (spoken), note (a collector's own note), en.
"""

from __future__ import annotations

import random
import re

KIN = "老婆|老公|爱人|爸妈|父母|你妈|你爸|儿子|女儿|孩子|姐姐|弟弟|岳父|丈母娘|舅舅|亲戚|家里人"
WORK = "老板|领导|经理|主管|同事|单位|公司|人事|前台|客户"
NEAR = "邻居|物业|朋友|同学|村里人|老师|房东|街坊|老乡|通讯录里的人"

BAD = {
    "public_posting": f"""
say|我{{这就|待会儿|明天|马上}}{{给|打给|联系|找}}你{{{WORK}}}{{聊聊|说说|反映一下|讲讲}}你{{欠钱|不还卡|逾期}}的事
say|你{{{KIN}}}{{还不知道吧|知道你欠这么多吗|要是知道了会怎么想}}，{{要不要我来说|我来告诉他们|我帮你说}}
say|{{要不|那}}我{{直接|先}}{{打给|问问|找}}你{{{KIN}}}{{好了|吧|算了}}
say|不{{还|处理}}我就{{一个个|挨个|轮流}}{{打|联系}}你{{{NEAR}}}
say|你{{{WORK}}}的{{电话|座机|微信}}我有，{{一个电话的事|打过去很方便|我会打的}}
say|{{别逼我|你别让我|非要我}}{{去找|打给|联系}}你{{{KIN}|{WORK}}}
say|到时候{{全公司|全村|整个小区|你们科室|亲戚朋友}}{{都|就}}{{知道|晓得|听说|清楚}}你{{是什么人|欠钱|的事}}
say|让你{{{WORK}}}也{{听听|评评理|看看}}你{{是怎么欠钱的|做的事|这个人}}
say|你{{存的号码|手机里的人|通话记录里的人|联系人}}我们{{都能|全都|一个不落}}{{打到|联系到|通知到}}
say|{{想不想|愿不愿意|要不要}}让你{{{KIN}}}{{替你操心|跟着丢人|接到我们的电话}}
sms|今日不还，{{欠款信息|你的名字和金额|你的照片|催款单}}将{{发到|挂到|发给|贴在}}{{业主群|家长群|公司群|村口|楼道|朋友圈|抖音|公告栏|你单位门口}}
sms|我们{{会|将|准备}}把{{欠条|传单|你的情况|账单}}{{贴|寄|送|发}}到你{{单位|小区|老家|楼下|孩子学校}}
sms|明天{{你的大名|你的事}}会{{出现|登|上}}在{{本地论坛|电视|报纸|大屏幕|群公告}}
sms|{{群发|转发|公布}}给你{{所有好友|全部联系人|全公司}}，{{一个小时后执行|说到做到}}
say|{{你们村|你老家}}的{{广播|微信群|书记}}很快会{{播|发|知道}}{{你的名字|这笔账|你欠钱的事}}
say|我替你在{{网上|朋友圈|群里}}{{宣传宣传|扬扬名|火一把}}
en|{{I will|I'll|We will|We're going to|Maybe I should}} {{call|tell|phone|write to}} your {{boss|wife|mother|landlord|sister|coworkers|neighbours|pastor}} {{about this debt|about what you owe|today|and explain everything}}
en|{{Does|I wonder if}} your {{husband|boss|family|father}} {{know|knows}} {{you owe this much|about this}}{{?|, because they will soon.}}
en|{{Everyone|All your friends|The whole office|Your street}} will {{hear|find out|know|read}} about {{this|your debt|what you did}}
en|{{I'd hate|It would be awful|What a shame}} {{for your boss to learn|if your kids heard|if your parents found out about}} {{this|the card}}
en|Your {{name|photo}} {{goes up|will be posted}} {{online|on the notice board|in the lobby|on social media}} {{tomorrow|if you don't pay}}
en|I have your {{office number|mother's number|contact list}} and I {{will use it|am calling next}}
""",
    "threat": """
say|{小心|当心|注意}{点|一点}，{出门|走夜路|上下班|开车}{看着点|别出什么事|留神}
say|你{儿子|女儿|孩子|老婆|父母}{几点|在哪|在哪儿|哪个班|坐哪路车}{上学|放学|上班|买菜|回家}我{清楚|知道|都有数|门儿清}
say|你家{住|在}{几楼|哪一栋|哪个单元|三单元}我{知道|摸清了|记着呢}
say|我{知道|找得到|清楚}你{在哪上班|住哪儿|车停在哪|每天走哪条路}
say|{再不|不}{还|给|处理}，{有你好看|有你好受的|让你吃不了兜着走|后果你承担不起|别怪我不客气}
say|{我们|我}有{的是|很多}{办法|手段|时间}{对付|治|收拾}你{这种人|这样的}
say|{叫|带|找}{几个|一帮|两车}{兄弟|人|哥们}{去|到|上}你{家|公司|单位|店里}{坐坐|聊聊|住几天|守着|等你}
say|我{天天|每天|一直}{堵|守|坐}在你{家门口|单位楼下|店门口|公司大厅}，{看你还不还|你别想出门|耗着}
say|{去|到}你{单位|公司|店里|孩子学校}{闹|拉横幅|要人|堵门|喊你名字}
say|让你{在这行|在这个城市|在村里|在单位}{干不下去|待不下去|混不下去|抬不起头|没法做人}
say|你的{工作|饭碗|前途|生意|婚姻}{要不要了|保不住了|到头了|还想要吗}
say|我{每|隔}{五分钟|十分钟|半小时|一小时}{打一次|打一个电话|呼一遍}，{打到你关机|打到你还|你别想睡|看你受不受得了}
say|{今晚|白天黑夜|二十四小时}{不停|轮流|接着}{打|呼|骚扰}你，{别想安生|看你能撑多久}
say|{给你|只给你|最后给你}{半小时|十分钟|一个小时|到中午}，{过时不候|过了就别怪我|到点就动手|自己掂量}
say|{换锁|躲|搬家|关机|换号}{也没用|也白搭|我照样找到你}，{走着瞧|咱们慢慢玩|跑不了}
say|{打断|卸了|砸了|烧了|泼了}你{的腿|一条胳膊|的店|的车|家的门}
say|{弄死|搞死|整死|收拾|教训}你{信不信|全家|一顿}
say|{警察|民警|派出所|公安}{马上|今天|今晚|一会儿}{就到你家|去抓你|上门带人|来铐你}
say|你{等着|准备}{坐牢|进去吧|吃牢饭|被抓|蹲几年}
say|{这是|你这叫|你这已经是}{诈骗|犯罪|刑事案件}，{要判刑|够判三年|可以抓你了}
say|{平安是福|家里老人年纪大了|孩子还小}，{你也不想出点什么事吧|别因为这点钱出意外|好好想想}
say|{我这人|我们老大|我兄弟}{脾气不好|没什么耐心|什么都做得出来}，{你懂的|别惹|我拦不住}
sms|{最后通牒|最后一次警告}：{今晚|今日}{十二点|六点}前{不到账|不还}，{上门找你家人|让你全家不得安宁|你看着办|你会后悔}
en|{You'd better|You had better} {pay|watch out|be careful} {or you'll regret it|before something happens|on your way home}
en|{I know|We know} {where you live|where your kids go to school|what time you leave for work|what you drive}
en|{Someone|Two guys|My boys|Our people} will {come by|visit you|wait outside your house|pay you a visit} {tonight|this weekend|until you pay}
en|{Things|It} {will|could|are going to} {get ugly|get worse for you|get very unpleasant} {if you don't pay|soon|for your family}
en|{The police are|An officer is|The sheriff is} {on the way|coming for you|going to arrest you}
en|{You will|You're going to} {go to jail|be arrested|lose your job|lose everything|be finished} {over this|unless you pay today|by Friday}
en|{We'll|I will} call you {every ten minutes|all night|day and night|a hundred times a day} {until you pay|until you answer}
en|{This is your last chance|You have one hour}, {then I make your life hell|after that you'll be sorry|then your career is over}
en|{Be a shame if|Such a pity if} {anything happened to your car|your kids got upset|something happened to that nice shop}
""",
    "insult": """
say|{你|就你}这种人{也配|还配|配}{办信用卡|刷卡|谈尊严|当爹}
say|{没钱|没本事|没能力}{装什么|还刷什么卡|学人家消费|就别出来混|怪谁}
say|{脸皮|你脸皮}{真厚|够厚的|比城墙还厚}
say|{你还是人吗|还算个男人吗|你也算人|算什么东西}
say|{几千块|这么点钱|一万块}都{还不起|拿不出|赖}，{窝囊|丢不丢人|活成这样|真可怜}
say|{你爹妈|你父母|你家里}{怎么教|怎么养|没教}{的你|出你这种|过你做人}
say|{赖账|欠钱}{赖|欠}成你这样的{我头一回见|真是极品|也是人才|少见}
say|{怪不得|难怪}{你离婚|没人看得起你|你混成这样|你老婆跟人跑了}
say|{一辈子|活该}{受穷|没出息|翻不了身|打工的命}
say|{废物|垃圾|骗子|无赖|穷鬼|蠢货|白痴|畜生}{，还钱|一个|，听见没有}
say|{要点脸|有点脸|要不要脸}{吧|行不行|？}
say|{好意思|有脸}{住院|发朋友圈|旅游|买新手机}，{没脸还钱|没钱还债}
say|{装死|装聋作哑|装可怜|装孙子}{有意思吗|有用吗|到什么时候}
say|{你孩子|你儿子}有你这样的{爹|妈}真{倒霉|丢人|惨}
say|{TMD|tmd|特么|他妈的|妈的|nmsl|NMSL|cnm|wcnm|sb|SB|傻X}{还钱|，装什么死|快点还|你等着}
say|{弄丝|挵死|操拟|草尼玛|尼玛|泥马|傻掰|煞比|辣鸡|乐色}{你|东西|还不还}
say|你个{衰仔|扑街|契弟|冚家铲|瓜娃子|龟儿子|憨批|赤佬|小赤佬|孬种|瘪三}{还钱|仲唔还钱|快还|不还想怎样}
en|{You are|You're} {a disgrace|pathetic|a thief|worthless|a joke|a liar|nothing but a deadbeat}
en|{People like you|Your kind} {make me sick|never pay|are the problem|should be ashamed}
en|{Grow up|Act like an adult|Be a man|Get a real job} {and pay|for once|already}
en|{What kind of|Some} {father|mother|man|person} {are you|doesn't pay what he owes}
en|{Are you stupid|Are you deaf or just dumb|Too dumb to pay}?
en|{No wonder|I see why} {your wife left you|you're broke|nobody trusts you}
""",
    "impersonation": """
say|{我|我们|这里|这边}是{法院|公安局|派出所|经侦支队|检察院|司法局|执行局|金融监管局|街道}{的|的工作人员|，找你核实|打来的}
say|{民警|法警|执行法官|经侦的同志|法院的人}{马上|明天|下午|已经}{到你家|上门|出发|去你单位|找你谈话}
say|你的{案子|案件|卷宗|材料}{已经|今天}{立案|移交公安|排期|开庭|报到法院|送检察院}{，现在还钱能撤|，交钱就撤案|，赶紧处理}
say|{传票|逮捕令|拘留证|搜查令|通缉令}{已经开好|明天送到|正在签发|下来了}
say|{网上追逃|边控|限制出境|通缉}{名单|系统}{里有你|已经录入|把你录了}
say|{法院|法官}{已经|刚刚}{判了|批了|签字了}，{明天查封|马上冻结|来搬东西}
say|{公安|检察院|法院}{那边|的朋友}{我打过招呼|跟我们一起办|今天会联系你}
sms|【{法院|公安|司法}通知】{您已被立案|您涉嫌信用卡诈骗|请于明日到案}，{请速联系|逾期拘传}
en|{This is|I am|You're speaking to} {Officer|Detective|Judge|Sergeant|the court clerk|the sheriff's office|the district attorney|the fraud squad} {Brown|calling|about your case}
en|{A warrant|A summons|An arrest order} {is out|has been issued|has your name on it}
en|{A bailiff|A marshal|A court officer} {will arrive|has been dispatched|is coming} {today|this afternoon|to your home}
en|{Your case|Your file} {is with the prosecutor|was sent to the police|goes to criminal court} {, pay now to stop it|today}
""",
    "false_credit": """
say|{明天|今晚|三天后|下周}{起|开始|之后}{你|您}{的|名下}{支付宝|微信|银行卡|工资卡|手机号|身份证|社保|医保}{就|全部|都}{锁了|冻结|停用|停机|作废|用不了}
say|{买不了|坐不了|不让坐|别想坐}{高铁|飞机|火车|动车}{了|的|票}
say|{你|您}{孩子|儿子|女儿}{以后|将来}{考公|当兵|政审|上重点学校|出国|入党}{过不了|没戏|都受影响|想都别想}
say|{家里人|老婆|父母|配偶|全家}的征信{一起|也|都要}{黑|花|受影响|上}
say|{征信|记录|污点}{一辈子|永远|终身|到死}{都在|消不掉|跟着你|洗不白}
say|{拉进|列入|上了|进}{黑名单|失信名单|老赖名单}{，这辈子完了|，出不了国|，马上生效|以后贷不了款}
say|{出入境|海关|机场}{会|已经}{拦你|把你拦下|限制你出境}
say|{房子|车|存款|退休金}{马上|明天|这周}{就|会}{被查封|被收走|没了|划走}
say|{以后|这辈子}{哪家银行|没有单位|谁}{都不会|也不敢|敢}{贷给你|用你|要你|给你办卡}
en|{Your|All your} {passport|driving licence|bank account|phone line|benefits|wages} {will be|gets|is going to be} {cancelled|frozen|cut off|seized} {tomorrow|tonight|on Monday}
en|Your {children|kids|wife|parents} will {be refused by schools|be blacklisted too|lose their credit|never get a visa}
en|{This stays on your record|Your credit is ruined} {forever|for life|until you die}
en|{You'll|You will} never {get a loan|rent a flat|get a job|fly} again
""",
    "new_loan": """
say|{先|赶紧|去}{借呗|花呗|微粒贷|网贷|小贷|白条}{借|贷|套|提}{一点|出来|五千}{还上|顶上|先填|垫上}
say|{别家|另一张|其他银行的}{卡|信用卡}{刷|套|取现}{一笔|出来|点}{还|顶着|填进来|周转}
say|{找|跟|问|管}{朋友|亲戚|爸妈|同事|老婆娘家}{借|凑|挪|周转}{一下|点|钱}{今天|先|赶紧}{还上|结清|打进来}
say|{换个|再找个|推荐你个}{平台|口子|渠道}{贷|借}{点|一笔}，{放款快|当天到|先把我们这的还了}
say|{房子|车|金首饰|手机}{卖了|抵押|押出去|当了}{也|先|不就}{能还|把账平了|够了}
say|{没钱|没办法}就{去借|去贷|找人凑}，{怎么弄是你的事|反正今天要见到钱|办法总比困难多}
say|{以贷还贷|拆东墙补西墙|借新还旧}{也行|怎么了|很多人都这样}
say|{让|叫}你{家人|老婆|弟弟|儿子}{去贷|办张卡|借一笔|帮你贷}{款|一笔|还}
sms|{点击链接|下载软件}{秒批|快速借款|拿到额度}，{先还清本期|用来还款}
en|{Take out|Get|Apply for} {a payday loan|another loan|a cash advance|a new card} {and|to} {pay us|clear this|settle today}
en|{Borrow|Get} {it|the money|some cash} from {a friend|your parents|your sister|anyone you know} {today|and pay}
en|{Max out|Use|Charge it to} {your other card|another card|your husband's card}
en|{Sell|Pawn} {your car|your ring|your phone|something} {and pay|if you have to}
""",
    "extra_fee": """
say|{上门|跑|外访}一{次|趟}{加|收|另算}{一百|两百|三百|五百}{块|元}
say|{手续费|律师费|撤案费|催收费|车马费|误工费|加急费|协商费|保证金|押金}{你出|另付|先交|算你头上|不包括在内}
say|{转|打|汇}{到|给}我{的|本人}{微信|支付宝|卡|个人账户|私人账号}，{我帮你还|更快到账|我给你减|备注名字}
say|{给我|意思}{点|一下|点辛苦费|包烟钱|红包}，{我帮你压一压|给你少算|就不上报}
say|{减免|消除逾期记录|洗征信|停催}{要|得|需要}{先|另外}{交|付}{三百|一笔|百分之十}{服务费|手续费|钱}
say|{委外|拖一天|逾期}{以后|就}{每天|每个月}{多收|加收|另加}{五十|百分之五|一笔管理费}
say|{加我|扫我}{私人|个人}{微信|号|收款码}{转|付|聊}
en|{There's|You owe} {a fee|an extra charge|a handling fee} {on top|for the visit|for removing the record} {of 50|, pay it first}
en|{Send|Transfer|Wire} {it|the money} to {my own account|my personal account|me directly} {and I'll sort it|for a discount}
en|{For a small fee|Buy me a gift card and} {I'll|I can} {wipe the record|lower the balance|make this go away}
""",
    "note": """
threat|{跟|对|告诉|告知}{客户|他|她|对方}{不还|再拖}就{有他好看|去他单位闹|抓他|让他待不下去|叫人去他家}
threat|{吓唬|威胁|恐吓|施压}{客户|他|对方}{说要坐牢|要去他家|，对方答应还|，效果不错}
threat|{在客户|堵在他|守在她}{家门口|单位楼下|店门口}{等了|坐了|堵了}{两小时|一上午|到晚上}{，逼其还款|，他才还|}
threat|{半夜|凌晨|深夜}{又|连续}{打了|拨了}{十几个|二十个|好几个}电话{，客户很烦|让他睡不成|}
threat|{连打|狂打|轰炸}{三十|五十}{个|通}，{直到客户接|逼他接电话}
impersonation|{以|用|冒充}{警方|法院|公安|律师|法官}{的口吻|的名义|身份}{跟客户谈|发了短信|打电话}{，客户怕了|}
impersonation|{自称|说自己是|谎称}{法院|派出所|经侦}{的|工作人员}，{客户马上还款|要求其到案|客户相信了}
new_loan|{让|叫|建议|劝|教}{客户|他|她}{去网贷借|换个平台贷|刷别的卡|套现|找亲戚借}{来还|先还上|一笔|周转}
new_loan|{帮|替}客户{申请|下载}了{网贷|借款软件}，{放款后还我们|用来还款}
extra_fee|{收了|收取|让客户付|要了}{客户|他}{五百|三百|二百|一千}元{调解费|好处费|上门费|辛苦费|手续费}
extra_fee|{让|请|叫}{客户|他}{转到|打到|汇到}我{个人|的|自己}{微信|账户|支付宝|卡}
false_credit|{答应|跟|告诉|承诺}{客户|他}{还完|交钱}{就}{把不良记录抹掉|消征信|删除逾期|洗白}
false_credit|{告诉|跟}{客户|她}{孩子以后不能上学|全家征信都黑|坐不了高铁|被列入黑名单}{，客户害怕|，答应还款|}
public_posting|{已|把|跟|和}{客户|他}{欠款的事|的欠款|逾期情况}{告诉|讲给|发给|透露给}{了|}{他同事|他老婆|其母亲|邻居|他单位|小区群}
public_posting|{打给|联系}{客户|他}{单位|老板|同事|母亲|亲戚}，{说明其欠款|讲了欠多少钱|请他们催|让他们转告赶紧还卡}
public_posting|{把|将}{催收函|欠款通知|名单}{贴在|塞到|挂在}{他家门上|单位门口|电梯里|楼道}
insult|{骂了|训了|羞辱了|挖苦了}{客户|他|对方}{几句|一顿|半天}{，对方挂断|，解气|}
insult|{跟客户|和他}{对骂|吵起来}，{我说他不要脸|骂他老赖|说他穷鬼}
private_channel|用{自己|私人|我本人}{手机|号码|微信}{加了|联系|打给}客户{，每天发消息|，避开录音|}
en_threat|{Told|Warned} {the customer|him|her} {he would be arrested|we'd visit his office|that his job was at risk} {and he agreed to pay|}
en_impersonation|{Said I was|Called as|Pretended to be} {from the court|a police officer|his lawyer}, {he panicked|promise taken}
en_new_loan|{Got|Advised|Pushed} {him|her|the customer} to {borrow from family|take a payday loan|use another card}
en_public_posting|{Told|Explained the debt to} {his wife|her manager|the neighbour|his mother} {and asked them to push|how much he owes}
en_extra_fee|{Took|Collected} {200|a fee} {in cash|from the customer} {for my trouble|to drop the case}
en_insult|{Called|Shouted at} {him a liar|her, she cried|him a deadbeat, he hung up}
""",
}

GOOD = """
sms|您好，您的信用卡{本期账单|最低还款额}{未还|已逾期|即将到期}，请{尽快|于到期日前|抽空}还款，{如已还款请忽略|谢谢|详询客服}
sms|您{承诺|约定|答应}{今天|明日|本周五}还款{500|1200.50|2,000}元，{请按时|期待您|如有变化请告知}
sms|{逾期|长期未还}会产生{利息和违约金|违约金}，并{如实|依法|按规定}报送征信{系统|}，{还清后保存五年|请及时处理}
sms|{如|若|如果}您{暂时有困难|收入减少|失业了}，{可以申请分期|可与我们协商|我们愿意商量方案}
sms|我们{不会|绝不|从不}{向您收取额外费用|要求转账到个人账户|联系您的家人|告诉您的单位|公开您的信息|上门打扰}
sms|请{勿|不要|切勿}{借新还旧|以贷还贷|向陌生账户转账|相信代还广告|把验证码告诉他人}
sms|{谨防|警惕|当心}{冒充公检法|冒充银行|冒充法院|自称民警}的{诈骗|电话|短信}
sms|{长期不还|未按约还款}的，我行可能{依法起诉|向人民法院申请支付令|通过诉讼解决}
sms|{分期|还款}计划{已生效|共12期|首期1月5日到期}，每期{538.20|900}元
sms|{感谢|收到}您的还款，{本期已结清|账户恢复正常|余额为零}
say|{好的|嗯嗯|明白了|知道了|谢谢您|再见|不客气|没关系|请讲|稍等}{|，谢谢|，再见|，您说|，我记下了}
note|{无人接听|占线|关机|空号|语音信箱|停机|拒接}{|，改日再拨|，明日再打|，已登记}
note|{已还款|承诺还款|约定周五|本周内处理|工资到账后还}{|500元|，已记录|，到期跟进}
note|店名{为|叫}{老赖烧烤|警察餐厅|流氓兔文具}
en|{OK|Thanks|Noted|Understood|No answer|Voicemail|Busy|Line dead|Paid in full}{|, thank you|, will call back|.}
en|{Promised|Agreed} {300|half} by {Friday|month end}{|, noted|, follow up}
say|您{家人|父母|爱人}{都|最近}{好吧|还好吗|身体好吗}？{替我问好|别太担心|慢慢来}
say|您{住|还住}在{原来的地址|登记的地址|浦东}吗？{账单寄不到|我们要更新一下地址|方便寄信函吗}
say|您{现在|目前}在{哪里上班|什么行业|哪家单位}，{方便透露吗|收入稳定吗|是为了评估还款能力}
say|{我明天|下周|晚上}{几点|什么时候}给您打{比较方便|合适|不打扰}？
say|{天气冷|最近流感多|雨天路滑}，{您多保重|出门注意点|路上小心}
say|{孩子|小孩}{高考|上学|放假}{辛苦了|要紧|别耽误}，{我们改天再谈|等考完我再联系您}
say|{这件事|您的情况}{只有我们知道|我会保密|不会跟别人讲}，{请放心|您可以放心说}
say|{您太太|您先生|您儿子}{也可以|如果愿意也能}{旁听|陪您一起谈}，{但要您同意|由您决定}
say|{您说|您提到}{邻居|同事|老板}{知道了|问起来}，{不是我们说的|我们从不联系他们}
say|{征信|信用记录}{还清后|终止后}{满五年|五年}{会删除|就不再展示}，{可以慢慢恢复|不会跟一辈子}
say|{飞机高铁|出行|出国|考公务员|孩子当兵}{不受|都不会受}{这笔欠款|普通逾期}影响
say|{法院|警方|派出所}{不会|没有}{因为|为}{信用卡逾期|这个}{抓人|上门|联系您}
say|如果{真有人|有人自称法官|对方说是公安}{让您转账|要抓您|要上门}，{那是诈骗|请报警|请打110核实}
say|{钱|款项}{请直接|只能}{还到|存入}{信用卡本身|您自己的卡|官方还款渠道}，{不要给我|不要转给任何个人}
say|{手续费|服务费|上门费}{我们一分不收|是没有的|不存在}，{有人收您可以举报|请别相信}
say|{分期|这个方案}{的手续费|的年化利率}{是多少|合同里写明了|我给您念一下}
say|{您有|手里有}{其他贷款|别的卡|网贷}吗？{我算算总的负担|一起做个计划|不建议再借新的}
say|{卖房|借高利贷|刷别的卡}{不值得|风险大|会更难}，{我们先看能还多少|先分期}
say|{骂|吼}我没关系，{我理解您的心情|您先消消气|我们慢慢说}
say|{您不是|谁说您是}{老赖|骗子|坏人|废物}，{只是暂时困难|您一直有还款意愿}
say|{我们|我}{错了|弄错了|打错了}，{给您添麻烦了|向您道歉|马上改正}
say|{最后|还有}{一个问题|一件事}，{您对金额有异议吗|需要我发账单吗|要不要申请减免}
say|{今天|这个月}能{先还|处理}{一部分|最低还款|五百}吗？{剩下的我们分期|不够也没关系}
say|{到期|下期}{就是|是}{后天|十五号}，{记得|请留意}{存钱|余额|扣款}
say|{我过|隔}{三天|一周|半个月}再{联系|打给}您，{看看材料|听您的答复}
say|{好的|嗯嗯|明白了|知道了|谢谢您|再见|不客气|没关系|请讲|稍等}{|，谢谢|，再见|，您说|，我记下了}
note|{无人接听|占线|关机|空号|语音信箱|停机|拒接}{|，改日再拨|，明日再打|，已登记}
note|{已还款|承诺还款|约定周五|本周内处理|工资到账后还}{|500元|，已记录|，到期跟进}
note|店名{为|叫}{老赖烧烤|警察餐厅|流氓兔文具}
note|客户{住院|出差|在外地}，{家人接听|由女儿代接}，{未提任何账务|只留回电号码}
note|{按计划|依规定}{今日拨打两次|发短信一条|寄信函}，{未再联系|未联系他人}
note|客户{问|咨询}{能否减免|分期手续费|利息怎么算}，{逐项说明|已转审批|告知规则}
note|{上门前|外访前}{征得客户同意|提前预约}，{两人同行|穿工装}，{客户在门外交谈|客户拒绝入内，即离开}
note|客户{情绪低落|哭了|焦虑}，{听其诉说|给了援助热线|暂停催收}
en|{OK|Thanks|Noted|Understood|No answer|Voicemail|Busy|Line dead|Paid in full}{|, thank you|, will call back|.}
en|{Promised|Agreed} {300|half} by {Friday|month end}{|, noted|, follow up}
en|{How is your|I hope your} {mother|family|husband} {doing|is better}{?|; we can talk next week.}
en|{Is this still|Do you still live at} your {address|current address}{? We need it for letters|?}
en|{You are not|Nobody thinks you are} {a bad person|a failure|stupid}; {this happens to many|we will find a way}.
en|{What is|May I ask} {your monthly rent|your income}? {It helps us find a fair plan|Take your time}.
en|{If someone|If anyone} {says they are police|asks you for gift cards} {hang up|report it}.
en|{I will|I'll} {call again|ring} {on Monday|in three days} {to see how you are|about the papers}.
en|{The record|A late mark} {goes away|is removed} {after five years|once the period ends}.
say|您{的当事人|的委托人|代理的客户}的信用卡{逾期了|还没还|欠款是一万二}，{请转告方案|可由您代为协商|材料发给您}
say|{这张|您的}信用卡{逾期了|还差三百|账单已出}，{看您怎么安排|麻烦处理一下|有困难可以说}
say|{本金|利息|违约金}{一共|合计|大约}{三千二|多少}，{我给您列个明细|您可以核对}
say|{您能还多少|您想怎么还|您打算什么时候还}？{我们商量|没有标准答案|都可以谈}
note|{客户|持卡人}{逾期|欠款}{38天|12,000元|三期}，{电话有效|首次联系|沟通顺畅}，{了解原因为失业|约月底还}
en|{You|He|She} {cannot|can't|will not} be {arrested|jailed|prosecuted} {for this debt|over a late payment|here}.
en|Your {card|account} is {30 days|one month} {overdue|past due}; {what can you manage|tell us what you can pay|call us}.
en|{I can|Let me} {send you the statement|list the charges|explain the interest}{|, no rush|, if you like}.
sms|请{拨打卡背面电话|登录手机银行|到网点}{查询|核对|咨询}
sms|您可通过{自动扣款|柜台|手机银行|官方公众号}还款
say|您好，我是{某银行|信用卡中心}的{小李|客服|工号1023}，{请问是王先生本人吗|现在方便说话吗|通话会录音}
say|您{几点|什么时候}{下班|接孩子|方便|放学接孩子}？我{晚点|到时候|四点以后}再{打|联系您}
say|您{家里老人|孩子|爱人}{住院|身体怎么样|好些了吗}，{先照顾好家人|还款我们慢慢商量|别着急}
say|{路上|开车|下班}{注意安全|慢点|小心}，{到家再回|不急|回头再说}
say|{我不是|我们不是}{警察|法院的|律师}，{也没有权力抓人|这只是银行的电话}
say|{欠款|这笔卡债}{不会让您坐牢|不影响孩子上学|不会牵连家人|不会上黑名单}
say|{没有您的同意|不经您同意}，我们{不会上门|不会联系您家人|不进屋}
say|{不建议|不需要|千万别}{借网贷来还|去借高利贷|卖房还卡|找亲戚借}，{我们可以分期|先看您的收支}
say|{这笔|合同里的}{违约金|利息}是{按合同|按最低还款额的百分之五}{算的|收取}
say|您{每月|目前}{收入|开支|房租}{大概多少|有哪些|是多少}？{方便说吗|我帮您算}
say|{有人|之前的同事}{说要去您家|态度不好}，{对不起|我替他道歉|可以投诉}
say|您要是{不满意|有意见}，可以{投诉|打客服热线|找我的主管}
say|{法院|诉讼}{有它的程序|目前没有起诉|是最后一步}，我们{希望先协商|还是想帮您}
say|{工资|钱}{月底发|还没到账|周五到}，{那就约在月底|那您周五再还|我记下来}
third|请问{王女士|李先生}{在吗|方便接电话吗}，{麻烦请他回电|请转告她给我们回电话}
third|{打扰了|不好意思}，{具体的事只能跟本人说|我不便透露|没有别的事}
third|您{知道|有}他{现在的电话|新号码}吗？{不方便也没关系|谢谢}
note|{母亲|妻子|父亲|同事|姐姐|物业|邻居}{接听|接的电话|开的门}，{没提欠款|未提债务|未说明来意|只请转告回电}
note|{对方|同事|哥哥|丈夫|前台}{问是不是欠钱|问什么事|问欠了多少|问是否逾期}，{没有回应|未作说明|答不便透露|未确认}
note|{姐姐|父亲|朋友|配偶}{主动说要代还|提出帮他还|愿意垫付}，{没有确认|告知须本人办理|未谈金额}
note|{第三方|对方|接听人}{拒绝再联系|不愿转告|说打错了}，{已停止|已删除号码|标为错号}
note|客户{叫自己废物|说自己没用|自称老赖|骂自己}，{已安抚|耐心听完|转关怀专员}
note|客户{骂我|辱骂催收员|说我是骗子|威胁要投诉}，{已礼貌结束|保持冷静|已记录}
note|客户{开了家|经营|店名叫}{老赖面馆|警察主题餐厅|疯狗烧烤|骗子酒馆}，{生意差|刚停业|收入下降}
note|客户{愿出手续费|想给红包|要加我微信|提出转我个人账户}，{已拒绝|未接受|告知官方渠道}
note|客户{问会不会坐牢|担心影响孩子|怕我们去单位|问会不会冻结微信}，{已解释不会|说明是民事债务|告知不会}
note|客户{称|说|反映}{有人冒充法院|前催收威胁他|别家催收去他公司闹}，{已提醒报警|已登记投诉|已致歉}
note|客户{想借网贷还|问能不能套现|打算卖房|准备向父母借}，{劝其不要|建议先分期|不建议}
note|客户{在法院工作|是民警|在派出所上班|是律师}，{晚上方便|出差中|约周三联系}
note|客户{母亲病重|失业|离婚|被家暴|想不开}，{暂缓催收|转特殊群体|转主管跟进}
note|{未|没有|不曾}{联系第三方|施压|提及任何后果|承诺减免}，客户{同意周五还|表示理解}
note|{两人外访|上门两人}，{出示证件|表明身份}，{征得同意后进门|全程录音|客户不在，未留字条}
note|{律师|代理人|女儿}{持授权书|有书面委托|经客户书面授权}，{按授权说明余额|与其协商分期}
note|{经法务审批|依规}{已寄律师函给本人|已申请支付令|已立案，开庭时间待通知}
note|{质检|组长}{提醒|要求}：{不得威胁客户|禁止联系家人谈债务|不能说抓人坐牢}
note|客户{要求不要打给妻子|要求不再联系单位|撤回同意}，{已登记|今后只联系本人}
note|客户{接通|已接}，{说明欠款金额和还款方式|告知利息计算|核对身份后沟通}，{约定月底还|承诺先还500}
en|{Your payment|Your minimum payment|Your instalment} of {250|90.50} is due {on Friday|tomorrow}. {Thank you if you have paid|Call us if you need help}.
en|{If money is tight|If you can't pay in full}, {talk to us|we can look at smaller payments|a plan may help}.
en|{We will never|We don't|Nobody will} {ask for a gift card|call your employer|tell your family|come to your home without consent|ask you to pay a personal account}.
en|{Late payment|A missed payment} may be {reported to the credit bureau|charged a late fee} {under the agreement|as the contract says}.
en|{Customer|Caller|He} {called herself a failure|swore at me|said another agent threatened him|asked if he could be arrested}. {Listened and logged|Explained he cannot|Apologised}.
en|{Wife|Mother|Colleague|Neighbour} answered. {Left a callback number only|Gave no reason for the call|Did not mention the account}.
en|{Asked|He asked} {whether it was about a debt|what it was about}; {I declined to say|not confirmed}.
en|{Customer|She} {offered to pay a fee|offered a tip|wanted to pay into my account}. {Declined|Refused politely}.
en|{Please do not|There is no need to} {borrow elsewhere|sell your car|ask your family}; {call us first|we can agree a plan}.
en|{You can't|Nobody can} {go to prison|be arrested} for {a card debt|this}.
en|{When do your kids finish school|What time do you get home}? I'll {call later|ring before then}.
en|{Could you ask|Please ask} {Mr Li|her|him} to call us back?
en|{Drive safely|Take care of your mother}, {we can talk tomorrow|call when you can}.
en|I {will|'ll} {remind you|write to you|ring you|be in touch|come back to you} {a few days before it is due|tomorrow at three|next week|once it is posted|when I know more}.
en|You {will|'ll} {get|have|receive|see} {a text before each date|the agreement by post|a receipt|the new balance on your statement|an answer within five days}.
en|You {will|would} {not|never} {lose|pay|be charged|be asked for} {anything extra|a fee for this|more than we agreed|interest while the plan runs}.
en|You {may|can|could} {also|always} {complain to us|ask for a copy|speak to a free adviser|choose another day|stop these texts}.
en|{We|I} will {note that|pass it on|stop calling this number|send the form|close the case} {today|right away|once it is paid}.
en|Your {payment|instalment|plan|card|request} {is|was|has been} {received|set up|closed as you asked|due on Friday|being looked at}.
en|{If you|Should you} {lose your job|fall ill|cannot pay in May|move house}, {tell us and we will look at the plan|call us first|we can pause it}.
en|{I understand|I'm sorry to hear|It is all right}, {family comes first|take your time|we can start next month|hospital bills are hard}.
en|Is {now|this} a {good|bad} time? I {can|will} {ring|call} {later|after work|on Thursday}.
en|{My colleague|Someone from the bank|The branch} will {call you on Monday|answer your question|send you the letter} {as you asked|with the details|}.
en|{Nobody|No one from the bank} will {ask for your password|come without asking you first|call you at work}.
en|{A court|The court} {would|will} {write to you first|hear both sides|send notice}, {and you may be represented|before anything is decided}.
en|{Customer|He|She} {will pay|can pay|promised} {on the 5th|after payday|from October|once the house is sold}; {noted|plan to follow|call back then}.
en|{Customer|She|He} {works at a school|has two children|lost her job|is in hospital|lives with her mother}; {offered|agreed on|asked for} {a lower amount|a pause|six months}.
en|{Visit|Call} {as agreed|at the agreed time}, {two of us|with a colleague}, {showed our cards|he asked us in|left when asked}.
say|{您看|您方便的话|要不}{我们先这样定|这个月先还一部分|改到发工资后}，{有变化再联系|剩下的慢慢来|我帮您记着}
say|{家里老人|孩子|爱人}{身体|学习|工作}{要紧|最重要|您多操心}，{还款我们再商量|分期可以往后排|我先帮您登记}
say|我{明天|周四|下午|月底}{再给您来电|回您电话|给您答复|帮您查一下}，{您看几点合适|打这个号码可以吗|不打扰您休息吧}
say|{您单位|您家里|您爱人那边}我们{不会联系|不会打扰|不会透露}，{请您放心|这是规定|只跟您本人谈}
say|{起诉|法律途径|走法院}是{最后|协商不成之后}的{办法|途径}，{现在还可以商量|您可以请律师|会先书面通知您}
say|{征信|信用记录|逾期记录}{还清后|按规定}{会更新|保留五年|如实报送}，{您可以自己查询|不影响您家人|早还早更新}
say|{不收|没有|不会有}{任何费用|手续费|上门费|额外的钱}，{按账单还就行|您放心|有人收您就投诉}
say|{路上|开车|天冷|下雨}{慢点|小心|注意身体}，{还款的事改天说|不着急|您先忙}
say|{您别|不要|千万别}{去借高利贷|套现还款|卖房子|从别的平台借}，{我们可以分期|先找我们商量|那样更难}
say|{您这期|本期|下期}{应还|协议金额}{八百|六百五|一千二}，{几号到账方便|提前两天提醒您|请留意余额}
sms|{您的|本期}{分期|还款|协议}{将于|定于}{十五日|月底|下周三}{到期|扣款}，{请留意余额|如有困难请致电客服|感谢配合}
sms|{本行|我们}{不会|从不}{索要密码|以个人账户收款|要求加微信}，{如遇此类情况|如有人冒充}请{报警|拨打官方客服}
note|客户{说|表示|提到}{孩子上学|老人住院|公司裁员|房租到期|和爱人离婚}，{拟分期|约下周再谈|登记困难|先停催}
note|{警察|法院|律师|社区}{来电|来函|来人}{核实情况|了解客户去向|送达材料}，{已转法务|已登记|按流程处理}
note|{姐姐|父亲|同事|前台}{接听|接电话}，{只请转告回电|没说来意|未提任何事由}，{对方答应|已挂断|号码保留}
note|客户{生气|抱怨|骂了几句|自责}，{耐心解释|没有还嘴|安抚后结束通话|改日再联系}
en|The bank may {take legal action|go to court} {if the account stays unpaid|as a last step}.
"""


def written_out(times: int, seed: int = 17) -> list[tuple[str, str, str, str]]:
    """Write out every text several times.

    Returns
    -------
    list of (label, topic, style, text)
        label is bad or polite; topic is empty for polite ones.
    """
    draw = random.Random(seed)  # noqa: S311  # choices of words, not secrets
    rows = []
    for topic, block in BAD.items():
        for head, text in _lines(block):
            own, style = (head.removeprefix("en_"), "note") if topic == "note" else (topic, head)
            rows += [("bad", own, style, one) for one in _variants(text, times, draw)]
    for style, text in _lines(GOOD):
        rows += [("polite", "", style, one) for one in _variants(text, times, draw)]
    return rows


def _lines(block: str) -> list[tuple[str, str]]:
    lines = [line.split("|", 1) for line in block.strip().splitlines() if "|" in line]
    return [(head.strip(), text.strip()) for head, text in lines]


def _variants(text: str, times: int, draw: random.Random) -> list[str]:
    found = {re.sub(r"\{([^{}]*)\}", lambda match: draw.choice(match[1].split("|")), text) for _ in range(times)}
    return sorted(found)
