"""The fields of a case that a column can hold, with the words that systems write over them. Add a word here, and its
test. Words are compared by `model.plain.key`: without case, spaces and signs.
"""

from msgspec import Struct

from banyan.model.plain import key


class Field(Struct, frozen=True):
    """`moment`: a time. `secret`: of the reporter, whose text is kept nowhere but in contacts/."""

    name: str
    words: tuple[str, ...]
    moment: bool = False
    secret: bool = False


NUMBER = Field("number", (
    "案件编号", "案件号", "工单号", "工单编号", "任务号", "任务编号", "受理编号", "受理单号", "立案编号", "事件编号",
    "问题编号", "案卷号", "案卷编号", "诉求编号", "编号", "单号", "case number", "case no", "case id", "number", "id",
    "service request id", "request id", "ticket", "ticket number", "reference",
))
TYPE = Field("type", (
    "案件类别", "案件类型", "问题类型", "问题类别", "事件类型", "事项类别", "诉求类型", "小类", "小类名称", "问题小类",
    "子类", "类别", "类型", "小类代码", "类别代码", "type", "case type", "class", "category", "subclass",
    "service code", "service name", "issue type",
))
REPORTED = Field("reported_at", (
    "上报时间", "反映时间", "受理时间", "来电时间", "登记时间", "发现时间", "上报日期", "受理日期", "接报时间",
    "诉求时间", "创建时间", "reported at", "reported", "date reported", "report time", "created", "created at",
    "opened", "opened at", "requested datetime", "received", "received at",
), moment=True)
FILED = Field("filed_at", (
    "立案时间", "立案日期", "filed at", "filed", "date filed", "accepted", "accepted at", "registered at",
), moment=True)
DISPATCHED = Field("dispatched_at", (
    "派遣时间", "派单时间", "派遣日期", "派发时间", "转办时间", "交办时间", "dispatched at", "dispatched", "assigned",
    "assigned at", "date dispatched",
), moment=True)
HANDLED = Field("handled_at", (
    "处置时间", "处置完成时间", "处置日期", "处理时间", "办理时间", "反馈时间", "回复时间", "完成时间", "handled at",
    "handled", "done at", "fed back at", "completed", "completed at", "resolved at",
), moment=True)
CLOSED = Field("closed_at", (
    "结案时间", "办结时间", "结案日期", "办结日期", "关闭时间", "closed at", "closed", "date closed", "closing time",
), moment=True)
STATUS = Field("status", (
    "案件状态", "办理状态", "状态", "当前状态", "处理状态", "status", "state", "case status",
))
OUTCOME = Field("outcome", (
    "办理结果", "结案结果", "处置结果", "处理结果", "结案类型", "结果", "办结类型", "outcome", "result", "resolution",
    "how it ended",
))
REASON = Field("reason", (
    "办理意见", "处置意见", "处理意见", "结案意见", "答复内容", "回复内容", "办理情况", "处置情况", "answer", "reason",
    "reply", "resolution text", "closing remark",
))
HOLDER = Field("holder", (
    "承办单位", "处置部门", "处置单位", "责任单位", "办理单位", "主办单位", "责任部门", "承办部门", "holder", "unit",
    "handled by", "department", "agency", "agency responsible", "assigned to", "responsible unit",
))
VERDICT = Field("verdict", (
    "满意度", "评价", "群众评价", "反映人评价", "回访结果", "是否解决", "是否满意", "verdict", "satisfaction",
    "reporter's verdict", "solved",
))
TEXT = Field("text", (
    "问题描述", "案件描述", "描述", "诉求内容", "反映内容", "事件描述", "内容", "主要内容", "text", "description",
    "details", "what was told", "content",
))
ADDRESS = Field("address", (
    "地址", "位置", "地点", "位置描述", "地址描述", "案发地址", "事发地点", "发生地点", "详细地址", "address", "place",
    "location", "where",
))
LONGITUDE = Field("longitude", ("经度", "x坐标", "坐标x", "longitude", "lon", "lng", "long", "x"))
LATITUDE = Field("latitude", ("纬度", "y坐标", "坐标y", "latitude", "lat", "y"))
POSITION = Field("position", ("坐标", "经纬度", "位置坐标", "position", "coordinates", "lon lat", "lonlat"))
THING = Field("thing", ("部件编码", "部件编号", "部件标识码", "设施编号", "thing", "asset", "asset id", "address id"))
CHANNEL = Field("channel", (
    "来源", "问题来源", "案件来源", "上报渠道", "渠道", "channel", "source", "reported through",
))
PHONE = Field("phone", (
    "联系电话", "电话", "手机", "手机号", "手机号码", "反映人电话", "来电号码", "联系方式", "phone", "telephone",
    "mobile", "reporter phone", "phone number",
), secret=True)
EMAIL = Field("email", ("邮箱", "电子邮箱", "电子邮件", "email", "e-mail", "reporter email"), secret=True)
NAME = Field("name", (
    "反映人", "反映人姓名", "上报人", "举报人", "来电人", "市民姓名", "姓名", "联系人", "reporter", "reporter name",
    "name", "contact name",
), secret=True)

ALL = (NUMBER, TYPE, REPORTED, FILED, DISPATCHED, HANDLED, CLOSED, STATUS, OUTCOME, REASON, HOLDER, VERDICT, TEXT,
       ADDRESS, LONGITUDE, LATITUDE, POSITION, THING, CHANNEL, PHONE, EMAIL, NAME)  # fmt: skip
BY_NAME = {field.name: field for field in ALL}
IGNORED = "-"           # a field's name for a column that is not wanted
WANTED = (NUMBER.name, TYPE.name, REPORTED.name)
"""Without these a table has no cases in it."""
BY_WORD = {key(word): field.name for field in ALL for word in (field.name, *field.words)}
