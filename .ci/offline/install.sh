#!/bin/sh
# Installs govcheck from this folder alone: no root, no internet. Hashes are checked first.
set -eu

say() { printf '%s\n' "$*"; }
stop() {
  say "没有安装：$1" >&2
  exit 2
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
value() { sed -n "s/^$1=//p" "$here/bundle.txt"; }

to=$HOME/govcheck
python=
while [ $# -gt 0 ]; do
  case $1 in
    --to) [ $# -gt 1 ] || stop "--to 后面要写文件夹"; to=$2; shift 2 ;;
    --python) [ $# -gt 1 ] || stop "--python 后面要写 Python 程序"; python=$2; shift 2 ;;
    *)
      say "用法：sh install.sh [--to 文件夹] [--python Python程序]"
      say "默认装到 $HOME/govcheck，不要 root，不联网。"
      [ "$1" = --help ] && exit 0
      exit 2
      ;;
  esac
done

command -v sha256sum >/dev/null || stop "没有 sha256sum 命令，不能核对文件。请安装 coreutils。"
if ! (cd "$here" && sha256sum --check --strict --quiet SHA256SUMS); then
  stop "上面的文件和 SHA256SUMS 里的校验值不符（传输出错，或被改动过）。请重新拷贝整个安装包。"
fi
say "[1/4] 文件核对无误"

machine=$(value machine)
[ "$(uname -s) $(uname -m)" = "Linux $machine" ] ||
  stop "这个安装包是给 Linux $machine 的，本机是 $(uname -s) $(uname -m)。请换用相应的安装包。"

pythons=$(value pythons)
suits() {
  found=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || return 1
  case " $pythons " in *" $found "*) return 0 ;; esac
  return 1
}
if [ -n "$python" ]; then
  suits "$python" || stop "$python 运行不了，或版本不对。可以用的版本：$pythons。"
else
  for name in $(for v in $pythons; do echo "python$v"; done) python3 /usr/local/bin/python3 /usr/bin/python3; do
    if suits "$name"; then
      python=$name
      break
    fi
  done
fi
if [ -z "$python" ]; then
  has=$(python3 --version 2>&1) || has="没有 Python"
  stop "找不到可以用的 Python。要的版本：${pythons}（任一），本机：$has。
    请管理员从内网软件源或系统安装盘安装，例如 apt-get install python3.12 python3.12-venv；
    装在别处的，用 --python 指出，例如 sh install.sh --python /opt/python3.12/bin/python3。"
fi
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || libc=
case ${libc#glibc } in
  2.[0-9] | 2.1[0-9] | 2.2[0-7] | '')
    stop "系统的 glibc 版本太低或不是 glibc（${libc:-不知道}），要 2.28 或更高。请换用较新的系统。" ;;
esac
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
  stop "$python 缺少 venv 或 ensurepip。请管理员安装，例如 apt-get install python$found-venv。"
say "[2/4] Python：$("$python" --version 2>&1)（$(command -v "$python")）"

if [ -e "$to" ] && [ ! -e "$to/.govcheck-bundle" ] && [ -n "$(ls -A "$to" 2>/dev/null)" ]; then
  stop "$to 里已有别的东西，没有动它。请用 --to 换一个文件夹。"
fi
if ! mkdir -p "$to" || [ ! -w "$to" ]; then
  stop "$to 写不进去。请用 --to 换一个文件夹。"
fi
# An older installation is replaced as a whole: nothing of it is left to be mixed with the new one.
"$python" -m venv --clear "$to" || stop "建立 $to 时出错，原因见上面。"
: >"$to/.govcheck-bundle"
# --isolated: no setting of this computer may send pip to an index after all.
"$to/bin/python" -m pip --isolated --disable-pip-version-check install --quiet --no-index \
  --find-links "$here/wheels" --require-hashes --requirement "$here/requirements.txt" ||
  stop "安装时出错，原因见上面。"
"$to/bin/govcheck" --help >/dev/null || stop "装上的程序运行不了，原因见上面。"
say "[3/4] 已装到 $to（govcheck $(value version)）"

missing=0
lacks() {
  missing=1
  say "  缺少 $1：$2"
}
say "[4/4] 检查浏览器和字体"
command -v chromium >/dev/null || command -v chromium-headless-shell >/dev/null ||
  command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
  lacks "浏览器 Chromium" "无障碍、适老化等要用浏览器的检查做不了，记为无法核验；其他检查不受影响"
command -v chromedriver >/dev/null || lacks "浏览器驱动 chromedriver" "没有它，浏览器用不了"
if ! command -v fc-list >/dev/null; then
  lacks "fontconfig" "不知道有没有中文字体"
elif [ -z "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; then
  lacks "中文字体" "截图和版面检查里的汉字会是方框"
fi
if [ $missing = 1 ]; then
  say "  请管理员从内网软件源或系统安装盘安装：chromium chromium-driver fontconfig fonts-noto-cjk"
  say "  都没有的，在系统版本相同、能联网的电脑上取得安装包，拷来后安装："
  say "    apt-get install --download-only --reinstall chromium chromium-driver fontconfig fonts-noto-cjk"
  say "    （安装包在 /var/cache/apt/archives；拷来后由管理员运行 dpkg -i *.deb）"
else
  say "  都有"
fi
say ""
say "试一试：$to/bin/govcheck demo"
say "逐项检查这台电脑：$to/bin/govcheck doctor"
