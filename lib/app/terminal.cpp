#include "app/terminal.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/input_error.hpp"

namespace conclave::app {
namespace {

bool is_set(char const* variable) {
    char const* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

/// The launcher's standard output, opened anew; below zero where the launcher is on another
/// machine.
int launchers_output() {
    auto const path = "/proc/" + std::to_string(getppid()) + "/fd/1";
    return open(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

/// What is written there: this process's output, or the launcher's; to be closed.
int output_of(bool launched) { return launched ? launchers_output() : dup(STDOUT_FILENO); }

bool on_full_disk(int file) {
    struct stat status {};
    struct statvfs disk {};
    return fstat(file, &status) == 0 && S_ISREG(status.st_mode) && fstatvfs(file, &disk) == 0 &&
           disk.f_blocks > 0 && disk.f_bfree == 0;
}

bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

Look look_of_output(bool launched) {
    int const output = output_of(launched);
    if (output < 0) return {};
    Look look;
    if (isatty(output) != 0) {
        char const* term = std::getenv("TERM");
        bool const dumb = term == nullptr || std::strcmp(term, "dumb") == 0;
        winsize size{};
        bool const sized = ioctl(output, TIOCGWINSZ, &size) == 0;
        look = {.colour = !dumb && !is_set("NO_COLOR"), .width = sized ? size.ws_col : 0};
    }
    close(output);
    return look;
}

void require_output_open(bool launched) {
    int const output = output_of(launched);
    if (output < 0) return;  // closed on purpose, or on another machine
    int problem = write(output, "", 0) < 0 ? errno : 0;
    if (problem == 0 && on_full_disk(output)) problem = ENOSPC;
    if (problem == EAGAIN) problem = 0;  // a pipe whose reader is slow
    close(output);
    if (problem == 0) return;
    throw InputError{fmt::format("cannot write to standard output: {}", std::strerror(problem))};
}

std::string paint(Look const& look, Paint colour, std::string_view text) {
    if (!look.colour || colour == Paint::plain) return std::string{text};
    char const* code = "";
    switch (colour) {
        case Paint::plain: break;
        case Paint::bold: code = "1"; break;
        case Paint::dim: code = "2"; break;
        case Paint::red: code = "31"; break;
        case Paint::green: code = "32"; break;
        case Paint::yellow: code = "33"; break;
        case Paint::blue: code = "34"; break;
        case Paint::magenta: code = "35"; break;
        case Paint::cyan: code = "36"; break;
    }
    return std::string{"\x1b["} + code + 'm' + std::string{text} + "\x1b[0m";
}

std::size_t columns(std::string_view text) {
    std::size_t count = 0;
    bool in_code = false;
    for (char const c : text) {
        in_code = in_code || c == '\x1b';
        if (!in_code && begins_code_point(c)) ++count;
        if (c == 'm') in_code = false;
    }
    return count;
}

std::string fitted(std::string_view text, std::size_t most) {
    if (most == 0 || columns(text) <= most) return std::string{text};
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end)
        if (begins_code_point(text[end]) && ++seen == most) break;
    return std::string{text.substr(0, end)} + "…";
}

std::string wrapped(std::string_view text, std::size_t most, std::string_view indent) {
    std::string out;
    std::size_t used = 0;
    while (!text.empty()) {
        auto const space = text.find(' ');
        auto const word = text.substr(0, space);
        text = space == text.npos ? std::string_view{} : text.substr(space + 1);
        bool const breaks = used > 0 && most > 0 && used + 1 + columns(word) > most;
        if (breaks) {
            while (out.ends_with(' ')) out.pop_back();
            (out += '\n') += indent;
            used = 0;
        } else if (used > 0) {
            out += ' ';
            ++used;
        }
        out += word;
        used += columns(word);
    }
    return out;
}

std::string grouped(double number) {
    auto text = fmt::format("{:.0f}", number);
    for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
        text.insert(static_cast<std::size_t>(i), ",");
    return text;
}

std::string memory(double bytes) {
    for (auto const* unit : {"bytes", "kB", "MB", "GB"}) {
        if (bytes < 1000) return fmt::format("{:.3g} {}", bytes, unit);
        bytes /= 1000;
    }
    return fmt::format("{:.4g} TB", bytes);
}

}  // namespace conclave::app
