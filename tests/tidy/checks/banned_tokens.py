# SPDX-License-Identifier: Apache-2.0
"""Pure folders hold nothing whose value differs between two runs, two machines or two compilers."""

import re

from cpp_text import line_of
from finding import Finding

BANNED = {
    r"\b(?:float|double)\b": "use integers: heng::Quantity, fen, or MulDivFloor with its rounding named",
    r"\b\w+_clock\b": "time is block data or an event",
    r"\b(?:time|clock)\s*\(\s*(?:nullptr|NULL|0|&\w+|)\s*\)": "time is block data or an event",
    r"\b(?:gettimeofday|clock_gettime|localtime(?:_r)?|gmtime(?:_r)?|mktime|strftime)\b": "use core/time.h",
    r"\b(?:unordered_\w+|flat_hash_\w+)\b": "iteration order is not defined: use std::map or a sorted vector",
    r"\bstd::hash\b": "its value differs between libraries: use core/crypto/hash.h",
    r"\b(?:random_device|mt19937(?:_64)?|default_random_engine|\w+_distribution)\b": "nothing here is random",
    r"\b(?:s?rand|random|drand48|getrandom|randombytes\w*)\s*\(": "nothing here is random",
    r"\bstd::(?:j?thread|async|future|promise|atomic\w*)\b": "one thread runs this code: concurrency lives in node/",
    r"\b(?:\w+_)?mutex\b|\bstd::\w+_lock\b|\block_guard\b|\bcondition_variable\w*": "no locks: concurrency lives in node/",
    r"\bthread_local\b": "no state outside the objects",
    r"\b(?:secure_)?getenv\b": "configuration is a parameter record or a constructor argument",
    r"\b(?:set)?locale\b": "text is bytes here",
    r"\b(?:i|o)?fstream\b|\bfopen\b": "no files: storage/ and node/ read and write",
    r"\bstd::(?:cout|cerr|clog|cin)\b": "no terminal: return what there is to say",
    r"\bthrow\b": "return heng::Result: no exception leaves a pure folder",
    r"\b(?:usleep|nanosleep|sleep|sleep_for|sleep_until)\b": "nothing waits here",
}


def check(tree):
    for room in tree.policy["pure_rooms"]:
        for path in tree.cpp(under=room + "/"):
            code = tree.code(path)
            for pattern, remedy in BANNED.items():
                for match in re.finditer(pattern, code):
                    token = match.group(0)
                    yield Finding(path, line_of(code, match.start()), f"'{token}' in a pure folder", remedy)
