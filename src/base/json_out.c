#include "base/json_out.h"

void dm_json_string(dm_buffer *b, dm_str s) {
    static const char hex[] = "0123456789abcdef";
    dm_buffer_char(b, '"');
    size_t done = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        dm_buffer_add(b, s.p + done, i - done);
        done = i + 1;
        char two = c == '"' || c == '\\' ? (char)c
                   : c == '\n'           ? 'n'
                   : c == '\r'           ? 'r'
                   : c == '\t'           ? 't'
                   : c == '\b'           ? 'b'
                   : c == '\f'           ? 'f'
                                         : 0;
        dm_buffer_char(b, '\\');
        if (two) {
            dm_buffer_char(b, two);
        } else {
            const char escape[] = {'u', '0', '0', hex[c >> 4], hex[c & 15]};
            dm_buffer_add(b, escape, sizeof escape);
        }
    }
    dm_buffer_add(b, s.p + done, s.n - done);
    dm_buffer_char(b, '"');
}

void dm_json_maybe(dm_buffer *b, dm_str s) {
    if (s.p)
        dm_json_string(b, s);
    else
        dm_buffer_text(b, "null");
}
