#!/bin/sh
# Kiểm một gói tin hồ sơ mà không cần Thông Suốt: chỉ cần unzip, sha256sum, openssl (3 trở lên).
#   verify-package.sh GOI.zip [KHOA-CONG-KHAI.pem]
# Khoá công khai phải nhận từ cơ quan gửi bằng đường khác; không đưa thì dùng khoá nằm trong gói, và chỉ biết gói còn nguyên.
# Ra 0: đúng cả; 1: gói đã bị sửa, thiếu hay thừa tệp; 2: không chạy được.
set -u
[ $# -ge 1 ] && [ -f "$1" ] || { echo "Dùng: $0 GOI.zip [KHOA.pem]" >&2; exit 2; }
for tool in unzip sha256sum openssl; do
  command -v "$tool" >/dev/null || { echo "Thiếu chương trình $tool." >&2; exit 2; }
done
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
unzip -q -d "$work" "$1" || { echo "SAI: không mở được gói." >&2; exit 1; }
set -- "$1" "${2:-}" "$work"/*/
[ $# -eq 3 ] || { echo "SAI: gói phải có đúng một thư mục gốc." >&2; exit 1; }
key=$2
case "$key" in ""|/*) ;; *) key=$PWD/$key ;; esac
cd "$3" || exit 1
bad=0
if [ -z "$key" ]; then
  key=khoa-cong-khai.pem
  echo "CHÚ Ý: dùng khoá nằm trong gói; hãy hỏi cơ quan gửi dấu khoá này:"
fi
openssl pkey -pubin -in "$key" -outform DER 2>/dev/null | sha256sum | cut -c1-64
openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in tagmanifest-sha256.txt -sigfile tagmanifest-sha256.txt.sig \
  >/dev/null 2>&1 || { echo "SAI: chữ ký của bản kê không đúng." >&2; bad=1; }
sha256sum --quiet --strict -c tagmanifest-sha256.txt >&2 || { echo "SAI: tệp mô tả đã khác." >&2; bad=1; }
sha256sum --quiet --strict -c manifest-sha256.txt >&2 || { echo "SAI: tài liệu đã khác." >&2; bad=1; }
cut -c67- manifest-sha256.txt | sort >"$work/listed"
find data -type f | sort >"$work/found"
cmp -s "$work/listed" "$work/found" || { echo "SAI: có tệp thừa hoặc thiếu so với bản kê." >&2; bad=1; }
[ "$bad" -eq 0 ] && echo "ĐÚNG: $(wc -l <manifest-sha256.txt) tệp, chữ ký và mã băm đều khớp."
exit "$bad"
