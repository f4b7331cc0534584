#include <array>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/full_stack.hpp"
#include "support/link_messages.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::FullStack;

#if defined(__SANITIZE_ADDRESS__)
constexpr int datagrams = 25'000;  // for each seed: the sanitizers make them ten times as dear
#else
constexpr int datagrams = 250'000;
#endif

struct Letter {
    ProcessId from, to;
    Channel channel;
    Bytes body;
};

/// Puts every event into words, as a screen would, and keeps none.
class Reader final : public TraceSink {
public:
    void record(Event event) override { letters += to_string(event).size(); }
    std::size_t letters{0};
};

/// Five processes with everything on them and a network without delay, into which the test throws
/// what it likes.
class Town {
public:
    static constexpr std::uint32_t size = 5;

    Town(Seed seed, TraceSink* sink) {
        for (std::uint32_t p = 0; p < size; ++p) {
            storages_.emplace_back();
            processes_.push_back(std::make_unique<Process>(Identity{process(p), size, seed}, make_,
                                                           outbox_, storages_.back(), sink));
        }
        for (auto& p : processes_) {
            p->start(now_);
            flush();
        }
    }

    void run_for(Duration duration) {
        for (Time const until = now_ + duration; now_ < until;) {
            now_ += 10ms;
            for (auto& p : processes_) {
                p->advance_to(now_);
                flush();
            }
        }
    }
    /// A datagram that no process of the town sent.
    void throw_in(Letter const& letter, Time stamp) {
        processes_[index(letter.to)]->receive(
            now_, {letter.from, letter.to, letter.channel, ++thrown_, stamp, view(letter.body)});
        flush();
    }
    void request(std::uint32_t p) {
        processes_[p]->request(now_, "");
        flush();
    }
    void crash_and_recover(std::uint32_t p) {
        processes_[p]->crash(now_);
        run_for(1s);
        processes_[p]->recover(now_);
        flush();
    }
    /// A note on p's FIFO link.
    void send_fifo(std::uint32_t p, std::uint32_t to, std::uint32_t text) {
        stack(p).fifo.send(process(to), text);
        flush();
    }

    [[nodiscard]] FullStack& stack(std::uint32_t p) { return *processes_[p]->stack<FullStack>(); }
    [[nodiscard]] std::span<ChannelState const> channels(std::uint32_t p) {
        return processes_[p]->channels();
    }
    [[nodiscard]] Time now() const { return now_; }

    std::vector<Letter> caught;  // everything that was really sent, up to a few thousand

private:
    void flush() {
        auto const take = [this](Datagram const& d) {
            underway_.push_back({{d.from, d.to, d.channel, to_bytes(d.body)}, d.number, d.stamp});
            if (caught.size() < 5000) caught.push_back(underway_.back().letter);
        };
        for (outbox_.drain(take); !underway_.empty(); outbox_.drain(take)) {
            Underway const u = std::move(underway_.front());
            underway_.pop_front();
            auto const& [from, to, channel, body] = u.letter;
            // An answer to a datagram that claimed to come from elsewhere may go anywhere, but
            // never to a process that does not exist.
            ASSERT_LT(index(to), size);
            processes_[index(to)]->receive(now_,
                                           {from, to, channel, u.number, u.stamp, view(body)});
        }
    }

    struct Underway {
        Letter letter;
        std::uint64_t number;
        Time stamp;
    };
    MakeStack make_{test::make_full_stack};
    Outbox outbox_;
    std::deque<MemoryStorage> storages_;
    std::vector<std::unique_ptr<Process>> processes_;
    std::deque<Underway> underway_;
    Time now_{};
    std::uint64_t thrown_{0};
};

constexpr std::uint32_t target = 2;
constexpr std::uint32_t honest = 4;  // nobody impersonates it, but with rubbish

/// Attacks one process with datagrams that claim to come from others, or from nobody.
class Attacker {
public:
    Attacker(Seed seed, std::vector<Letter> const& real) : random_{seed, 0} {
        for (Letter const& letter : real) {
            by_kind_[{letter.channel, letter.body.at(0)}].push_back(letter);
            if (letter.channel != perfect_link || letter.body[0] != std::byte{0}) continue;
            auto const data = decode<test::PerfectData>(view(letter.body).subspan(1)).value();
            by_inner_kind_[{data.parcel.channel, data.parcel.body.at(0)}].push_back(data.parcel);
        }
    }
    [[nodiscard]] std::size_t kinds() const { return by_kind_.size() + by_inner_kind_.size(); }

    Letter next() {
        switch (random_.below(4)) {
            case 0: return rubbish();
            case 1: return forged();
            default: return mutated();
        }
    }
    Time stamp() { return Time{random_.between(0s, 1h)}; }

    static constexpr Channel perfect_link{1};

private:
    using Kind = std::pair<Channel, std::byte>;

    auto const& any_of(auto const& container) {
        return *std::next(container.begin(),
                          static_cast<std::ptrdiff_t>(random_.below(container.size())));
    }
    Letter rubbish() {
        Letter letter{process(random_.below(7)), process(target), any_channel(), {}};
        letter.body.resize(random_.below(80));
        for (std::byte& b : letter.body) b = any_byte();
        return letter;
    }
    /// A real datagram with some changes. Those of p0 and p1 keep its head, with the numbers of two
    /// lives in it, or a false life would soon make the perfect link deaf to all the rest.
    Letter mutated() {
        constexpr std::array<std::uint32_t, 3> impersonated{0, 1, 3};
        Letter letter = any_of(any_of(by_kind_).second);
        letter.from = process(any_of(impersonated));
        letter.to = process(target);
        if (random_.below(20) == 0) letter.channel = any_channel();
        std::size_t const head = letter.from == process(3) ? 0 : 17;
        for (auto changes = random_.below(5); changes > 0; --changes) mutate(letter.body, head);
        return letter;
    }
    /// What p0's perfect link might send next, with changes in the message that it carries: in a
    /// life that no other datagram can outdo, so that it is heard.
    Letter forged() {
        Parcel parcel = any_of(any_of(by_inner_kind_).second);
        for (auto changes = random_.below(3); changes > 0; --changes) mutate(parcel.body, 0);
        ++sequence_;
        test::PerfectData const data{
            .life = ~0ULL, .sequence = sequence_, .oldest = sequence_, .parcel = parcel};
        return {process(0), process(target), perfect_link, test::image(0, data)};
    }
    void mutate(Bytes& body, std::size_t head) {
        if (body.size() <= head) return body.push_back(any_byte());
        std::size_t const place = head + random_.below(body.size() - head);
        switch (random_.below(7)) {
            case 0: body[place] ^= static_cast<std::byte>(1U << random_.below(8)); break;
            case 1: body[place] = std::byte{0xFF}; break;
            case 2: body[place] = std::byte{0}; break;
            case 3: body[place] = any_byte(); break;
            case 4: body.resize(place); break;
            case 5: body.push_back(any_byte()); break;
            default:  // the end of another one
                Bytes const& other = any_of(any_of(by_kind_).second).body;
                body.resize(std::min(place, other.size()));
                body.insert(body.end(), other.begin() + static_cast<std::ptrdiff_t>(body.size()),
                            other.end());
        }
    }
    Channel any_channel() { return static_cast<Channel>(random_.below(14)); }
    std::byte any_byte() { return static_cast<std::byte>(random_.below(256)); }

    Random random_;
    std::map<Kind, std::vector<Letter>> by_kind_;
    std::map<Kind, std::vector<Parcel>> by_inner_kind_;
    std::uint64_t sequence_{0};
};

/// Ordinary life, of which every kind of message is caught.
void live(Town& town) {
    town.run_for(500ms);
    for (std::uint32_t p = 0; p < Town::size; ++p) town.request(p);
    town.crash_and_recover(3);
    for (std::uint32_t p = 0; p < Town::size; ++p) town.request(p);
    town.run_for(1s);
}

std::uint64_t garbled_at(Town& town, std::uint32_t p) {
    std::uint64_t sum = 0;
    for (ChannelState const& channel : town.channels(p)) sum += channel.garbled;
    return sum;
}

/// The texts of the notes that `from` got through to p on the FIFO link, since its first `skip`.
std::vector<std::uint32_t> texts(Town& town, std::uint32_t p, std::uint32_t from,
                                 std::size_t skip) {
    std::vector<std::uint32_t> all;
    for (auto const& [sender, text] : town.stack(p).fifo.delivered)
        if (sender == process(from)) all.push_back(text);
    return {all.begin() + static_cast<std::ptrdiff_t>(skip), all.end()};
}

class Fuzz : public testing::TestWithParam<Seed> {};

TEST_P(Fuzz, AProcessSurvivesWhateverArrivesAndStillServesItsTruePeers) {
    Reader reader;
    Town town{GetParam(), GetParam() == 1 ? &reader : nullptr};
    live(town);
    Attacker attacker{GetParam(), town.caught};
    // Stubborn data; data, acknowledgements and hellos of a perfect and of a FIFO link; two kinds
    // of heartbeats. Inside perfect data: notes, and the bully's three.
    ASSERT_EQ(attacker.kinds(), 13U);
    ASSERT_EQ(town.channels(target)[index(Attacker::perfect_link)].module, "PerfectLink");

    auto const heard_before = texts(town, target, honest, 0).size();
    auto const told_before = texts(town, honest, target, 0).size();
    auto const garbled_before = garbled_at(town, target);
    auto const perfect_before = town.stack(target).perfect.delivered.size();
    std::vector<std::uint32_t> expected;
    for (int i = 0; i < datagrams; ++i) {
        Letter const letter = attacker.next();
        town.throw_in(letter, attacker.stamp());
        if (i % 500 != 0) continue;
        expected.push_back(static_cast<std::uint32_t>(i));
        town.send_fifo(honest, target, expected.back());
        town.send_fifo(target, honest, expected.back());
        town.run_for(10ms);
    }
    ASSERT_FALSE(HasFatalFailure());
    constexpr auto thrown = static_cast<std::uint64_t>(datagrams);
    EXPECT_GT(garbled_at(town, target) - garbled_before, thrown / 4);
    EXPECT_GT(town.stack(target).perfect.delivered.size() - perfect_before, thrown / 200)
        << "not all of it was dropped at the door";

    town.run_for(10s);
    EXPECT_EQ(texts(town, target, honest, heard_before), expected) << "each once, in order";
    EXPECT_EQ(texts(town, honest, target, told_before), expected);
    for (std::uint32_t p = 0; p < Town::size; ++p) {
        EXPECT_EQ(town.stack(p).monitor.leader(), process(honest)) << "p" << p;
        EXPECT_EQ(town.stack(p).omega.leader(), process(honest)) << "p" << p;
    }
    EXPECT_EQ(garbled_at(town, honest), 0U) << "what the target sends makes sense all the while";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Fuzz, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace conclave
