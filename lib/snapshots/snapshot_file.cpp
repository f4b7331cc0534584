#include "snapshots/snapshot_file.hpp"

#include <algorithm>
#include <boost/archive/text_iarchive.hpp>
#include <boost/archive/text_oarchive.hpp>
#include <boost/crc.hpp>
#include <boost/serialization/library_version_type.hpp>  // Boost 1.74's containers forget it
#include <boost/serialization/map.hpp>
#include <boost/serialization/split_free.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <utility>

#include "app/terminal.hpp"
#include "core/input_error.hpp"

namespace boost::serialization {

template <class Archive, class... Messages>
void save(Archive& ar, std::variant<Messages...> const& action, unsigned) {
    auto const kind = static_cast<std::uint32_t>(action.index());
    ar << kind;
    std::visit([&ar](auto const& message) { ar << message; }, action);
}

template <class Archive, class... Messages>
void load(Archive& ar, std::variant<Messages...>& action, unsigned) {
    std::uint32_t kind = 0;
    ar >> kind;
    std::uint32_t i = 0;
    auto const read = [&]<class Message>() {
        if (i++ != kind) return;
        Message message{};
        ar >> message;
        action = std::move(message);
    };
    (read.template operator()<Messages>(), ...);
    if (kind >= sizeof...(Messages)) throw conclave::InputError{"an unknown kind of message"};
}

template <class Archive, class... Messages>
void serialize(Archive& ar, std::variant<Messages...>& action, unsigned version) {
    split_free(ar, action, version);
}

}  // namespace boost::serialization

namespace conclave::app {
namespace {

constexpr std::string_view magic = "conclave-snapshot";
constexpr std::string_view version = "1";

template <class App>
constexpr std::string_view name_of() {
    return std::is_same_v<App, Bank> ? "bank" : "game";
}

template <class Archive, class App>
void archive(Archive& ar, SavedSnapshot<App>& snapshot) {
    ar& snapshot.id& snapshot.algorithm;
    auto processes = static_cast<std::uint32_t>(snapshot.parts.size());
    ar& processes;
    for (std::uint32_t p = 0; p < processes; ++p) {
        if constexpr (Archive::is_loading::value) snapshot.parts.emplace_back();
        auto& part = snapshot.parts[p];
        ar& part.recorded& part.complete& part.state& part.channels;
    }
}

/// Whatever follows it changes it.
std::string header(std::string_view workload, std::string const& content) {
    boost::crc_32_type checksum;
    checksum.process_bytes(workload.data(), workload.size());
    checksum.process_bytes(content.data(), content.size());
    return fmt::format("{} {} {} {} {:08x}\n", magic, version, workload, content.size(),
                       checksum.checksum());
}

template <class App>
AnySnapshot parse(std::string const& content) {
    std::istringstream in{content};
    boost::archive::text_iarchive ar{in};
    SavedSnapshot<App> snapshot;
    archive(ar, snapshot);
    return snapshot;
}

std::string list(std::vector<std::string> const& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

template <class App>
std::size_t SavedSnapshot<App>::in_flight() const {
    std::size_t all = 0;
    for (Part const& part : parts)
        for (auto const& [from, actions] : part.channels) all += actions.size();
    return all;
}

template <class App>
std::size_t SavedSnapshot<App>::complete() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(parts, [](Part const& part) { return part.complete; }));
}

template <class App>
Holdings SavedSnapshot<App>::held() const {
    Holdings all;
    for (Part const& part : parts)
        if (part.recorded) all += holdings(part.state);
    return all;
}

template <class App>
Holdings SavedSnapshot<App>::carried() const {
    Holdings all;
    for (Part const& part : parts)
        for (auto const& [from, actions] : part.channels)
            for (auto const& action : actions) all += App::holdings(action);
    return all;
}

template <class App>
AnySnapshot saved(check::GlobalSnapshot const& snapshot, std::string algorithm,
                  Topology const& topology) {
    SavedSnapshot<App> saved{.id = snapshot.id, .algorithm = std::move(algorithm), .parts = {}};
    saved.parts.resize(topology.size());
    for (auto const& [p, told] : snapshot.parts) {
        auto& part = saved.parts[index(p)];
        auto const state = decode<typename App::State>(view(told.state.bytes));
        if (!state) continue;
        part.recorded = true;
        part.state = *state;
        part.complete = told.local.has_value();
        if (!part.complete) continue;
        for (ProcessId from : topology.neighbours(p)) {
            auto& actions = part.channels[from];
            for (RecordedMessage const& message : snapshot.in_flight(from, p))
                if (auto action = App::read(view(message.body)))
                    actions.push_back(std::move(*action));
        }
    }
    return saved;
}

template <class App>
std::string text_of(SavedSnapshot<App> const& snapshot, std::size_t columns,
                    std::size_t processes_max) {
    constexpr std::size_t named_max = 6;
    std::string text;
    auto const line = [&](std::size_t indent, std::string const& words) {
        std::string const margin(indent, ' ');
        auto const room = std::max<std::size_t>(columns, indent + 20) - indent;
        text += margin + wrapped(words, room, margin + "  ") + '\n';
    };
    auto const n = snapshot.parts.size();
    auto const complete = snapshot.complete();
    line(0,
         fmt::format("snapshot {} ({}): {} of {} processes, {} in flight", to_string(snapshot.id),
                     snapshot.algorithm, complete == n ? "all" : fmt::format("only {}", complete),
                     n, snapshot.in_flight()));
    auto const width = to_string(process(n == 0 ? 0 : n - 1)).size();
    for (std::size_t p = 0; p < std::min(n, processes_max); ++p) {
        auto const& part = snapshot.parts[p];
        line(2, fmt::format("{:<{}}  {}", to_string(process(p)), width,
                            part.recorded ? to_string(part.state) : "took no part"));
        if (part.recorded && !part.complete)
            line(width + 4, "it never completed its part: its channels are not known");
        if (!part.complete) continue;
        std::vector<std::string> silent;
        for (auto const& [from, actions] : part.channels) {
            std::vector<std::string> words;
            for (auto const& action : actions) words.push_back(words_of(action));
            if (words.empty())
                silent.push_back(to_string(from));
            else
                line(width + 4, fmt::format("from {}: {}", to_string(from), list(words)));
        }
        if (silent.size() == part.channels.size())
            line(width + 4, "nothing in flight");
        else if (silent.size() > named_max)
            line(width + 4, fmt::format("nothing from the {} others", silent.size()));
        else if (!silent.empty())
            line(width + 4, fmt::format("nothing from {}", list(silent)));
    }
    if (n > processes_max)
        line(2, fmt::format("... and {} processes more: --save keeps them all", n - processes_max));
    if (complete < n) return text;
    auto sum = snapshot.held();
    sum += snapshot.carried();
    line(2, fmt::format("in all {}; of it in flight: {}", to_string(sum),
                        to_string(snapshot.carried())));
    return text;
}

template <class App>
std::string file_of(SavedSnapshot<App> const& snapshot) {
    std::ostringstream out;
    {
        boost::archive::text_oarchive ar{out};
        auto copy = snapshot;  // an archive is one function for both directions
        archive(ar, copy);
    }
    auto content = out.str();
    return header(name_of<App>(), content) + content;
}

AnySnapshot read_snapshot(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text(magic.size(), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad()) throw InputError{fmt::format("cannot read {}", path)};
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text == magic) text.append(std::istreambuf_iterator<char>{file}, {});
    return parse_snapshot(text, path);
}

AnySnapshot parse_snapshot(std::string const& text, std::string const& path) {
    auto const refuse = [&path](std::string const& why) {
        return InputError{fmt::format("{}: {}", path, why)};
    };
    if (!magic.starts_with(text.substr(0, magic.size())))
        throw refuse("it is no snapshot of this program; `snapshot --save DIR` writes them");
    auto const end = text.find('\n');
    if (end == std::string::npos)
        throw refuse("the file is cut short: its first line is not whole");
    std::istringstream words{text.substr(0, end).substr(magic.size())};
    std::string format;
    std::string workload;
    std::size_t size = 0;
    words >> format >> workload >> size;
    if (format != version)
        throw refuse(
            fmt::format("it is of format '{}', and this program reads format {}", format, version));
    if (workload != "bank" && workload != "game")
        throw refuse(fmt::format("a snapshot of '{}'; this program knows bank and game", workload));
    auto const content = text.substr(end + 1);
    if (content.size() < size)
        throw refuse(
            fmt::format("the file is cut short: {} of {} bytes are there", content.size(), size));
    if (header(workload, content) != text.substr(0, end + 1))
        throw refuse("the file was altered: its checksum does not fit");
    return workload == "bank" ? parse<Bank>(content) : parse<Game>(content);
}

template struct SavedSnapshot<Bank>;
template struct SavedSnapshot<Game>;
template AnySnapshot saved<Bank>(check::GlobalSnapshot const&, std::string, Topology const&);
template AnySnapshot saved<Game>(check::GlobalSnapshot const&, std::string, Topology const&);
template std::string text_of(SavedSnapshot<Bank> const&, std::size_t, std::size_t);
template std::string text_of(SavedSnapshot<Game> const&, std::size_t, std::size_t);
template std::string file_of(SavedSnapshot<Bank> const&);
template std::string file_of(SavedSnapshot<Game> const&);

}  // namespace conclave::app
