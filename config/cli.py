"""Dòng lệnh `thongsuot`: results on standard output, messages on standard error.

Exit codes: 0 done, 1 found something, 2 could not run. Every command is imported only when it is called.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from config.run.problem import CannotRun

COULD_NOT_RUN = 2
FOUND_SOMETHING = 1
PASSED_ON = {"manage": "manage:manage", "bench": "checks:bench"}
Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and do what it says."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    if words[:1] and words[0] in PASSED_ON:  # everything behind it is read by somebody else
        return _guarded(_command(PASSED_ON[words[0]]), argparse.Namespace(words=words[1:]))
    chosen = _parser().parse_args(words)
    return _guarded(_command(chosen.command), chosen)


def _command(name: str) -> Command:
    module, _, function = name.partition(":")
    return getattr(import_module(f"config.commands.{module}"), function)


def _guarded(command: Command, chosen: argparse.Namespace) -> int:
    try:
        return command(chosen)
    except CannotRun as problem:
        print(problem, file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        return COULD_NOT_RUN
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_RUN


class _Parser(argparse.ArgumentParser):
    """Speaks Vietnamese when it refuses."""

    def error(self, message: str) -> None:  # type: ignore[override]  # exits like its parent
        print(f"{self.format_usage()}Lệnh không đúng: {message}", file=sys.stderr)
        sys.exit(COULD_NOT_RUN)


def _parser() -> argparse.ArgumentParser:
    top = _Parser(prog="thongsuot", description="Thông Suốt: chạy, nạp dữ liệu, kiểm tra.")
    commands = top.add_subparsers(metavar="LỆNH", required=True, parser_class=_Parser)
    _serving(commands)
    _data(commands)
    _procedures(commands)
    _exchange(commands)
    _records(commands)
    _accounts(commands)
    _cutover(commands)
    _checks(commands)
    return top


def _add(commands, name: str, command: str | None, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    if command:
        parser.set_defaults(command=command)
    return parser


def _group(commands, name: str, text: str):
    return _add(commands, name, None, text).add_subparsers(metavar="VIỆC", required=True, parser_class=_Parser)


def _serving(commands) -> None:
    run = _add(commands, "run", "serving:run", "Chạy cả hệ thống: PostgreSQL, web, sự kiện, việc nền")
    run.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="cổng web; PORT+1 cho sự kiện"
    )
    run.add_argument("--host", default=os.environ.get("THONGSUOT_HOST") or "127.0.0.1", help="địa chỉ lắng nghe")
    run.add_argument("--with-parent", action="store_true", help="kết thúc khi tiến trình gọi nó kết thúc (make run)")
    _add(commands, "migrate", "serving:migrate", "Đưa cấu trúc cơ sở dữ liệu tới phiên bản của mã nguồn")
    seed = _add(
        commands, "seed", "serving:seed", "Nạp dữ liệu gốc (đơn vị, lịch, thủ tục, tài khoản và hồ sơ dùng thử)"
    )
    seed.add_argument("names", nargs="*", metavar="BỘ", help="chỉ nạp lại các bộ này, kể cả khi không đổi")
    manage = _add(commands, "manage", "manage:manage", "Lệnh của Django: thongsuot manage shell")
    manage.add_argument("words", nargs=argparse.REMAINDER)


def _data(commands) -> None:
    synthetic = _group(commands, "synthetic", "Dữ liệu giả để đo tốc độ")
    load = _add(synthetic, "load", "data:synthetic_load", "Nạp hồ sơ giả (cùng seed thì cùng dữ liệu)")
    load.add_argument("--dossiers", type=int, default=1_000_000, help="tổng số hồ sơ, đang xử lý và đã xong")
    load.add_argument("--open-share", type=float, default=0.09, help="phần đang xử lý")
    load.add_argument("--seed", type=int, default=1)
    load.add_argument(
        "--units", type=int, default=69, help="69 xã (Hà Tĩnh) hay 166 (Thanh Hoá); trước 01/7/2025: 209 hay 547"
    )
    load.add_argument(
        "--hot-unit",
        nargs="?",
        const="7",
        default="",
        choices=("7", "all"),
        help="một đơn vị nhận gấp 7 lần (mặc định) hoặc tất cả",
    )
    load.add_argument("--first-day", default="", metavar="NGÀY", help="ngày đầu có hồ sơ nộp (mặc định 2025-01-02)")
    load.add_argument("--last-day", default="", metavar="NGÀY", help="ngày cuối có hồ sơ nộp (mặc định 2025-12-19)")
    warehouse = _group(commands, "warehouse", "Kho dữ liệu")
    _add(
        warehouse,
        "rebuild",
        "warehouse:warehouse_rebuild",
        "Dựng lại kho dữ liệu từ hồ sơ (làm lại được, kết quả như cũ)",
    )
    org = _group(commands, "org", "Đơn vị hành chính")
    mapping = _add(org, "import-mapping", "units:import_mapping", "Nạp bảng chuyển đổi đơn vị cũ – mới, in báo cáo")
    mapping.add_argument("file", metavar="TỆP.csv")
    mapping.add_argument("--apply", action="store_true", help="ghi vào cơ sở dữ liệu; không có thì chỉ báo cáo")
    identifiers = _add(org, "import-identifiers", "units:import_identifiers", "Nạp mã định danh chính thức của cơ quan")
    identifiers.add_argument("file", metavar="TỆP.csv")
    identifiers.add_argument("--apply", action="store_true", help="ghi vào cơ sở dữ liệu; không có thì chỉ báo cáo")


def _procedures(commands) -> None:
    procedures = _group(commands, "procedures", "Danh mục thủ tục")
    load = _add(
        procedures,
        "import",
        "procedures:import_file",
        "So sánh một tệp danh mục quốc gia (CSV, JSON) với danh mục đang có",
    )
    load.add_argument("file", metavar="TỆP")
    load.add_argument("--json", action="store_true", help="báo cáo dạng JSON")
    load.add_argument("--dry-run", action="store_true", help="chỉ báo cáo; không có thì lập lần nạp chờ duyệt")
    load.add_argument("--whole", action="store_true", help="tệp là toàn bộ danh mục: mã vắng mặt là không còn")


def _exchange(commands) -> None:
    exchange = _group(commands, "exchange", "Liên thông với hệ thống khác")
    compare = _add(exchange, "compare", "exchange:compare", "So sổ của ta với sổ của hệ thống bên ngoài, in chỗ khác")
    compare.add_argument("--system", default="national-portal", help="khoá của hệ thống")
    compare.add_argument("--address", default="", help="địa chỉ gốc, khi khác cấu hình")
    compare.add_argument("--since", default="", metavar="NGÀY", help="chỉ hồ sơ nộp từ ngày này")
    compare.add_argument("--json", action="store_true", help="mỗi chỗ khác một dòng JSON")
    compare.add_argument("--requeue", action="store_true", help="xếp gửi lại những hồ sơ bên kia thiếu hoặc khác")
    read = _add(exchange, "read", "exchange_read:read", "Đọc một thông điệp edXML và in ra; mã 1 khi không nhận được")
    read.add_argument("file", metavar="TỆP")
    read.add_argument("--json", action="store_true", help="in JSON")
    read.add_argument("--anchor", default="", metavar="TỆP", help="chứng thư gốc (PEM) để kiểm chữ ký của thông điệp")


def _records(commands) -> None:
    records = _group(commands, "records", "Lưu trữ: gói tin, kho nhiều bản")
    export = _add(records, "export", "records:export", "Làm gói SIP, AIP hoặc DIP từ các hồ sơ của một phông")
    export.add_argument("--fonds", required=True, metavar="MÃ-PHÔNG")
    export.add_argument("--kind", default="aip", choices=("sip", "aip", "dip"))
    export.add_argument("--file", action="append", default=[], metavar="MÃ-HỒ-SƠ", help="chỉ hồ sơ này; lặp lại được")
    export.add_argument("--to", required=True, metavar="TỆP.zip")
    export.add_argument("--by", required=True, metavar="TÀI-KHOẢN", help="người giữ phông")
    bring = _add(records, "import", "records:bring_in", "Kiểm và nhập một gói SIP thành một đợt nộp lưu")
    bring.add_argument("package", metavar="TỆP.zip")
    bring.add_argument("--unit", required=True, metavar="MÃ-ĐƠN-VỊ", help="vào phông của đơn vị này")
    bring.add_argument("--by", required=True, metavar="TÀI-KHOẢN", help="người giữ phông")
    check = _add(records, "check", "records:check", "Chép bản còn thiếu, kiểm mọi bản; mã 1 khi có đối tượng mất")
    check.add_argument("--all", action="store_true", help="kiểm cả những bản chưa đến lượt")
    _add(records, "key", "records:key", "In khoá công khai để kiểm gói của bản cài đặt này")


def _cutover(commands) -> None:
    cutover = _group(commands, "cutover", "Sắp xếp đơn vị hành chính")
    execute = _add(
        cutover, "execute", "cutover_run:execute", "Chuyển mọi việc đang mở; bị ngắt thì chạy lại để làm tiếp"
    )
    execute.add_argument("code", metavar="MÃ-KẾ-HOẠCH")
    execute.add_argument("--despite", default="", metavar="LÝ-DO", help="chuyển dù còn vạch đỏ; lý do ghi vào nhật ký")
    execute.add_argument("--workers", type=int, default=1, help="số kết nối cùng chuyển")
    execute.add_argument("--chunk", type=int, default=1_000, help="số hồ sơ trong một giao dịch")
    execute.add_argument("--rest", type=float, default=0.1, help="nghỉ sau mỗi đợt, theo phần của đợt ấy")
    rehearse = _add(
        cutover, "rehearse", "cutover_rehearse:rehearse", "Diễn tập trên bản sao: sẽ chuyển gì, mất bao lâu"
    )
    rehearse.add_argument("code", metavar="KẾ-HOẠCH")
    rehearse.add_argument("--by", default="", metavar="TÀI-KHOẢN", help="người cho chạy; người ký phải là người khác")
    verify = _add(cutover, "verify", "cutover_run:verify", "Kiểm tra sau khi chuyển; mã 1 khi có điều không đúng")
    verify.add_argument("code", metavar="MÃ-KẾ-HOẠCH")
    verify.add_argument(
        "--whole-journal", action="store_true", help="tính lại mọi chuỗi nhật ký, xem hết hồ sơ đã khép"
    )
    rollback = _add(cutover, "rollback", "cutover_run:rollback", "Quay lại như trước, trong thời hạn của kế hoạch")
    rollback.add_argument("code", metavar="MÃ-KẾ-HOẠCH")
    report = _add(cutover, "report", "cutover_run:report", "Báo cáo, tiến độ của lần chạy mới nhất")
    report.add_argument("code", metavar="MÃ-KẾ-HOẠCH")
    _plan(cutover)
    _packages(cutover)


def _plan(cutover) -> None:
    plan = _add(
        cutover,
        "plan",
        "cutover_plan:draw_up",
        "Lập kế hoạch của một tỉnh từ điều hệ thống đã biết, từ bảng hay tệp Excel",
    )
    plan.add_argument("code", metavar="MÃ", help="tên ngắn của kế hoạch, ví dụ ha-tinh-2025; đã có thì nạp lại")
    plan.add_argument("--province", default="", metavar="MÃ-TỈNH", help="38, 42, 92…")
    plan.add_argument("--on", default="", metavar="NGÀY", help="ngày hiệu lực, YYYY-MM-DD")
    plan.add_argument("--from-table", default="", metavar="TỆP", help="bảng chuyển đổi CSV hoặc tệp Excel của kế hoạch")
    plan.add_argument("--basis", default="", help="nghị quyết; bỏ trống thì lấy điều hệ thống biết")
    plan.add_argument("--title", default="", help="tên kế hoạch")
    plan.add_argument("--exercise", action="store_true", help="kế hoạch diễn tập")
    check = _add(cutover, "check", "cutover_plan:check", "Kiểm tra kế hoạch; mã 1 khi còn điều phải sửa")
    check.add_argument("code", metavar="MÃ")
    check.add_argument("--json", action="store_true")
    decide = _add(cutover, "decide", "cutover_plan:decide", "Quyết kế hoạch, ghi trước vào hệ thống")
    decide.add_argument("code", metavar="MÃ")
    decide.add_argument("--by", default="", metavar="TÀI-KHOẢN", help="người quyết; không được là người lập")
    decide.add_argument("--cancel", action="store_true", help="huỷ quyết định trước ngày hiệu lực")
    decide.add_argument("--reason", default="", help="vì sao huỷ")


def _packages(cutover) -> None:
    export = _add(cutover, "export", "packages:export", "Lập gói của một tỉnh để chuyển sang bản cài đặt khác")
    export.add_argument("province", metavar="TỈNH", help="mã hay tên tỉnh, theo ngày hôm nay")
    export.add_argument("--to", required=True, metavar="TỆP")
    locks = export.add_mutually_exclusive_group(required=True)
    locks.add_argument("--for", dest="receiver", default="", metavar="KHOÁ", help="khoá nhận gói của nơi nhận")
    locks.add_argument(
        "--passphrase-file", default="", metavar="TỆP", help="tệp chứa mật khẩu của gói, ít nhất 16 ký tự"
    )
    load = _add(
        cutover, "import", "packages:import_package", "Kiểm tra và nạp gói của một tỉnh; làm lại được, làm tiếp được"
    )
    load.add_argument("file", metavar="TỆP")
    load.add_argument("--dry-run", action="store_true", help="làm thật rồi bỏ hết, chỉ in kết quả")
    load.add_argument(
        "--trust", default="", metavar="DẤU", help="dấu khoá của nơi gửi, đã đọc đối chiếu qua điện thoại"
    )
    load.add_argument("--passphrase-file", default="", metavar="TỆP", help="tệp chứa mật khẩu của gói")
    _add(cutover, "package-key", "packages:package_key", "In khoá nhận gói của bản cài đặt này, để đưa cho nơi gửi")
    _add(cutover, "packages", "packages:packages", "Các gói đã nhận và kết quả")
    back = _add(cutover, "take-back", "packages:take_back", "Rút lại một gói đã nạp, khi chưa có việc mới dựa trên nó")
    back.add_argument("package", metavar="GÓI", help="mã gói, xem “cutover packages”")


def _accounts(commands) -> None:
    demo = _group(commands, "demo", "Dữ liệu dùng thử")
    accounts = _add(demo, "accounts", "accounts:demo_accounts", "Danh sách tài khoản dùng thử")
    accounts.add_argument("--json", action="store_true")
    token = _group(commands, "token", "Mã truy cập API")
    create = _add(token, "create", "accounts:token_create", "Tạo mã truy cập cho một tài khoản; in riêng mã đó")
    create.add_argument("--username", required=True)
    create.add_argument("--days", type=int, default=30, help="số ngày còn hiệu lực, nhiều nhất 366")
    create.add_argument("--name", default="thongsuot token create", help="ghi chú về nơi dùng mã")
    keys = _group(commands, "keys", "Khoá mã hoá")
    _add(keys, "rotate", "accounts:keys_rotate", "Tạo khoá mới và mã hoá lại dữ liệu bằng khoá đó")


def _checks(commands) -> None:
    journal = _group(commands, "journal", "Nhật ký bất biến")
    _add(journal, "verify", "checks:journal_verify", "Kiểm tra chuỗi băm và các điểm chốt; nêu bút toán sai đầu tiên")
    _add(journal, "checkpoint", "checks:journal_checkpoint", "Chốt gốc Merkle có chữ ký, ghi ra ngoài cơ sở dữ liệu")
    deploy = _add(commands, "check-deploy", "checks:check_deploy", "Liệt kê những gì còn thiếu để vận hành thật")
    deploy.add_argument("--json", action="store_true")
    bench = _add(commands, "bench", "checks:bench", "Đo tốc độ, hai bên xen kẽ trong một lần chạy")
    bench.add_argument("words", nargs=argparse.REMAINDER)


if __name__ == "__main__":
    sys.exit(main())
