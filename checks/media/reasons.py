"""Why an account could not be judged: a name for programs, a sentence and a remedy for people."""

from enum import StrEnum


class Reason(StrEnum):
    """Each is a ground for 待核实, never for 未更新."""

    NO_SOURCE = "no_source"
    NOT_SUPPORTED = "not_supported"
    CREDENTIAL_MISSING = "credential_missing"
    CREDENTIAL_REJECTED = "credential_rejected"
    PERMISSION_DENIED = "permission_denied"
    IP_NOT_ALLOWED = "ip_not_allowed"
    RATE_LIMITED = "rate_limited"
    API_RETIRED = "api_retired"
    BUSY = "busy"
    REQUEST_REFUSED = "request_refused"
    ERROR_CODE = "error_code"
    NO_SUCH_ACCOUNT = "no_such_account"
    CONFIG_INCOMPLETE = "config_incomplete"
    BLOCKED = "blocked"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    SHAPE_CHANGED = "shape_changed"
    NOT_A_FEED = "not_a_feed"
    EMPTY_FEED = "empty_feed"
    EMPTY_LIST = "empty_list"
    NO_RELEASE = "no_release"
    NO_DATES = "no_dates"
    LOWER_BOUND_ONLY = "lower_bound_only"
    FEED_SHOWS_NONE = "feed_shows_none"
    LAGGING = "lagging"
    INCOMPLETE = "incomplete"
    LINK_OLD = "link_old"
    POST_GONE = "post_gone"
    POST_UNREADABLE = "post_unreadable"
    WRONG_ACCOUNT = "wrong_account"
    WRONG_ADDRESS = "wrong_address"
    STALE_MANUAL_RECORD = "stale_manual_record"
    RECORD_WITHOUT_EVIDENCE = "record_without_evidence"
    CRASHED = "crashed"
    NOT_RUN = "not_run"

    @property
    def sentence(self) -> str:
        """What happened, in Chinese, without a full stop."""
        return _TEXTS[self][0]

    @property
    def next_step(self) -> str:
        """What a person does about it, in Chinese, a whole sentence."""
        return _TEXTS[self][1]


_LOOK = "请打开账号看最近一条内容，用 govcheck evidence sheet 导出的表登记日期和截图。"
_TEXTS = {
    Reason.NO_SOURCE: ("没有配置能查看该账号的来源，也没有人工记录", _LOOK),
    Reason.NOT_SUPPORTED: ("该平台没有可用的官方接口，程序不能自动查看", _LOOK),
    Reason.CREDENTIAL_MISSING: (
        "没有找到配置里写的凭据", "请账号管理员按说明配置凭据（只写名称，密钥放在环境变量或文件里）。"),
    Reason.CREDENTIAL_REJECTED: (
        "平台不接受所配置的凭据，可能填错、过期或被撤销", "请账号管理员重新取得凭据并更新配置。"),
    Reason.PERMISSION_DENIED: (
        "账号没有开通所用接口的权限", "请账号管理员在平台后台确认账号已认证、接口已授权；开通前请人工登记。"),
    Reason.IP_NOT_ALLOWED: (
        "平台只允许白名单里的 IP 地址调用接口", "请账号管理员把本机的出口 IP 加入该账号的 IP 白名单。"),
    Reason.RATE_LIMITED: ("接口的调用次数已用完或过于频繁", "请明天再运行一次；仍然如此的请人工登记。"),
    Reason.API_RETIRED: ("平台已停用这个接口", "请改用其他来源或人工登记，并升级 govcheck。"),
    Reason.BUSY: ("平台系统繁忙，重试后仍没有回答", "请过几小时再运行一次。"),
    Reason.REQUEST_REFUSED: (
        "平台不接受程序给出的查询条件", "请升级 govcheck；仍然如此的请人工登记，并告诉维护者。"),
    Reason.ERROR_CODE: (
        "平台返回了程序不认识的错误", "请按平台的错误码说明处理；处理不了的请人工登记。"),
    Reason.NO_SUCH_ACCOUNT: (
        "平台上没有找到这个账号", "请核对台账里的账号ID；确已注销的，请在台账里改状态。"),
    Reason.CONFIG_INCOMPLETE: ("该来源的配置不全", "请按说明补全配置，再运行一次账号巡查。"),
    Reason.BLOCKED: (
        "平台的防护拦住了访问，这不是账号的问题", "请在浏览器里打开确认，再人工登记；程序不会绕过验证。"),
    Reason.TIMEOUT: ("来源没有在规定时间内回应", "请稍后再运行一次；仍然如此的请检查网络。"),
    Reason.HTTP_ERROR: ("来源没有正常回应", "请检查来源的地址是否还能打开。"),
    Reason.SHAPE_CHANGED: (
        "来源返回的内容和以往不同，程序不敢判断", "请人工登记，并把这一情况告诉 govcheck 的维护者。"),
    Reason.NOT_A_FEED: (
        "这个地址返回的不是订阅源，可能是登录页或验证页", "请检查订阅源地址，或重新登录订阅服务。"),
    Reason.EMPTY_FEED: ("订阅源里没有任何内容，不能据此说没有更新", "请检查订阅服务是否正常。"),
    Reason.EMPTY_LIST: (
        "接口没有返回任何内容，连期限以前的也没有，不能据此说没有更新", _LOOK),
    Reason.NO_RELEASE: ("平台没有给出线上版本的信息", "请打开小程序，人工核对能否正常使用。"),
    Reason.NO_DATES: ("来源给出的内容都没有日期", _LOOK),
    Reason.LOWER_BOUND_ONLY: (
        "来源只能看到一部分内容，其中没有期限内的，不能据此说没有更新", _LOOK),
    Reason.FEED_SHOWS_NONE: (
        "声明为完整的订阅源里没有期限内的内容，仍要由人确认", _LOOK),
    Reason.LAGGING: ("平台的数据还没有出齐", "请过几小时再运行一次。"),
    Reason.INCOMPLETE: ("来源没有答完整个期限", "请再运行一次；仍然如此的请人工登记。"),
    Reason.LINK_OLD: (
        "佐证链接的发布时间不在期限内，不能据此说没有更新", "请向单位要一条期限内的内容链接，或人工登记。"),
    Reason.POST_GONE: (
        "佐证链接的内容已被删除或不能查看", "请向单位要一条还能打开的内容链接，或人工登记。"),
    Reason.POST_UNREADABLE: (
        "有一条内容可能在期限内，但打不开、读不懂", "请在浏览器里打开它确认，再人工登记。"),
    Reason.WRONG_ACCOUNT: (
        "看到的是另一个账号的内容", "请核对台账里的账号名称；佐证链接、凭据属于别的账号的，换成本账号的。"),
    Reason.WRONG_ADDRESS: (
        "佐证链接不是能自动读取的内容地址", "请在浏览器里打开确认，再人工登记。"),
    Reason.STALE_MANUAL_RECORD: (
        "人工记录说明不了本期限内有没有更新", "请重新查看账号，登记最近一条内容的日期和截图。"),
    Reason.RECORD_WITHOUT_EVIDENCE: (
        "人工记录没有佐证：说有更新要有链接或截图，说没有更新要有截图", "请补上佐证后再登记一次。"),
    Reason.CRASHED: ("查看该来源的程序出错", "请再运行一次；仍然如此的请把日志交给 govcheck 的维护者。"),
    Reason.NOT_RUN: ("该来源这次没有查看", "请运行一次账号巡查。"),
}  # fmt: skip
