"""What the screens say in the evening's story, by language: the words that people look for and press."""

Spoken = dict[str, str]

_BOTH: dict[str, tuple[str, str]] = {
    "what": ("反映什么？", "What is it about?"), "water": ("是否已有积水", "Does water stand on the road?"),
    "yes": ("是", "Yes"), "depth": ("积水深度", "Depth in cm"), "passable": ("车辆能否通行", "Can traffic pass?"),
    "high-cars": ("仅高底盘车辆", "High cars only"), "words": ("情况说明", "In your words"),
    "text": ("雨水口被树叶堵住", "Leaves block the drain"), "send": ("提交", "Send the report"),
    "no-place": ("照片没有拍摄地点", "the photo doesn't say where it was taken"), "file": ("立案", "File"),
    "flooded": ("已造成积水", "Water stands already"), "at-once": ("并立即派往", "and send it to"),
    "accept": ("采纳", "Accept"), "accepted": ("采纳。", "Accepted by"), "drain": ("雨水口堵塞", "Blocked drain"),
    "visit": ("处，约", "Visit "), "no-line": ("无网络，任务截至", "No line. Tasks as of"),
    "begin": ("开始处置", "Begin"), "done": ("完成", "Done"), "was-done": ("处置情况", "What was done"),
    "leaves": ("已清除树叶", "Leaves taken out"), "verify": ("核查", "Verify"),
    "verify-yes": ("是，已完成", "Yes, it is done"),
    "close": ("结案", "Close"), "solved": ("已解决", "Solved"), "reason": ("理由", "Reason"),
    "far": ("照片拍摄地点距案件 1112 米", "the photo was taken 1112 m from the case"), "answer": ("回复", "Answer"),
    "answer-text": ("对反映人的回复", "What the reporter is told"),
    "answered": ("已清理，请再看看。", "It is clear again."),
    "next": ("下一步", "Go on"), "follow": ("查询进度", "Follow"), "number": ("查询号", "Number of the report"),
    "look": ("查询", "Look"), "not-solved": ("未解决", "Not solved"), "still": ("还有什么问题", "What is still wrong?"),
    "again": ("水又上来了", "Water stands again"), "look-again": ("请求再次处理", "Ask to look again"),
    "re-opened": ("重启", "Opened again"), "dispatch": ("派遣", "Dispatch"),
}  # fmt: skip
TEXTS: dict[str, Spoken] = {
    "zh": {key: zh for key, (zh, _) in _BOTH.items()}, "en": {key: en for key, (_, en) in _BOTH.items()},
}
