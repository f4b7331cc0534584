#include "app/script.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <regex>
#include <string_view>
#include <utility>

#include "core/input_error.hpp"
#include "links/messenger.hpp"
#include "net/notation.hpp"

namespace conclave::app {
namespace {

using namespace std::chrono_literals;

class Script {
public:
    explicit Script(std::string name) : name_{std::move(name)} {}

    [[nodiscard]] std::vector<net::Request> read(std::istream& in, std::uint32_t n) {
        std::vector<net::Request> requests;
        for (std::string line; std::getline(in, line);) {
            ++number_;
            std::string_view rest = line;
            constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // some editors write it
            if (number_ == 1 && rest.starts_with(byte_order_mark))
                rest.remove_prefix(byte_order_mark.size());
            if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
            if (rest.empty() || rest.front() == '#') continue;
            requests.push_back(parse(rest, n));
        }
        std::ranges::stable_sort(requests, {}, &net::Request::at);
        return requests;
    }

private:
    [[noreturn]] void refuse(std::string const& why) const {
        throw InputError{fmt::format("--script: {}, line {}: {}", name_, number_, why)};
    }

    net::Request parse(std::string_view rest, std::uint32_t n) {
        net::Request request{.at = next_, .process = ProcessId{0}, .line = {}};
        if (rest.front() == '@') {
            auto const space = rest.find(' ');
            try {
                request.at = Time{net::read_duration(rest.substr(1, space - 1))};
            } catch (InputError const& error) {
                refuse(error.what());
            }
            rest.remove_prefix(space == rest.npos ? rest.size() : space + 1);
        }
        auto const space = rest.find(' ');
        auto const colon = rest.find(':');
        if (colon != rest.npos && space != rest.npos && colon < space) {
            auto const from = Messenger::read(std::string{rest.substr(0, colon)} + " x");
            if (!from || !from->to || index(*from->to) >= n)
                refuse(fmt::format("there is no sender '{}', only 0 to {}", rest.substr(0, colon),
                                   n - 1));
            request.process = *from->to;
            rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(' ', colon + 1)));
        }
        auto const address = Messenger::read(rest);
        if (!address) refuse("write '1 hello', or '* hello' for all");
        if (address->to && index(*address->to) >= n)
            refuse(fmt::format("there is no process {}, only 0 to {}", index(*address->to), n - 1));
        request.line = rest;
        next_ = request.at + 100ms;
        return request;
    }

    std::string name_;
    std::size_t number_{0};
    Time next_{100ms};
};

net::Request read_start(std::string_view text, std::string_view option, std::uint32_t n) {
    static std::regex const form{R"((\d{1,9})@(\d{1,9}(\.\d+)?(us|ms|s|min)))"};
    std::match_results<std::string_view::const_iterator> parts;
    if (!std::regex_match(text.begin(), text.end(), parts, form))
        throw InputError{
            fmt::format("{}: '{}' is not who and when, such as 2@1s or 2@1s,0@2s", option, text)};
    auto const id = std::stoul(parts[1]);
    if (id >= n)
        throw InputError{
            fmt::format("{}: there is no process {}, only 0 to {}", option, id, n - 1)};
    return {Time{net::read_duration(parts[2].str())}, process(id), {}};
}

}  // namespace

std::vector<net::Request> read_script(std::istream& in, std::string const& name, std::uint32_t n) {
    return Script{name}.read(in, n);
}

std::vector<net::Request> read_starts(std::string_view text, std::string_view option,
                                      std::uint32_t n, std::string_view line) {
    std::vector<net::Request> starts;
    while (true) {
        auto const comma = text.find(',');
        starts.push_back(read_start(text.substr(0, comma), option, n));
        starts.back().line = line;
        if (comma == text.npos) return starts;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace conclave::app
