// Encoding and decoding one message, against Boost.MPI's packed archive and Boost's binary archive.

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/mpi.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <sstream>

#include "core/wire.hpp"
#include "stopwatch.hpp"

namespace {

using namespace conclave;

struct Sample {
    int number{0};
    std::uint64_t stamp{0};
    std::string word;
    std::vector<int> list;
};

/// For Boost's archives.
template <class Archive>
void serialize(Archive& archive, Sample& sample, unsigned int /*version*/) {
    archive& sample.number& sample.stamp& sample.word& sample.list;
}

/// Nanoseconds for one round trip of a message through `codec`, the best of five tries.
template <class Codec>
double nanoseconds(int rounds, Codec codec) {
    Sample sample{.number = 7, .stamp = 1, .word = "hello world", .list = {1, 2, 3, 4}};
    std::uint64_t sum = 0;
    double best = 1e9;
    for (int attempt = 0; attempt < 5; ++attempt) {
        bench::Stopwatch const watch;
        for (int i = 0; i < rounds; ++i) {
            sample.stamp = static_cast<std::uint64_t>(i);
            sum += codec(sample).stamp;
        }
        best = std::min(best, watch.seconds() * 1e9 / rounds);
    }
    auto const expected =
        5ULL * static_cast<std::uint64_t>(rounds) * (static_cast<std::uint64_t>(rounds) - 1) / 2;
    if (sum != expected) std::puts("wrong: a message did not survive its archive");
    return best;
}

}  // namespace

int main(int argc, char** argv) {
    boost::mpi::environment const environment{argc, argv};
    boost::mpi::communicator const world;

    Bytes buffer;
    double const ours = nanoseconds(1'000'000, [&](Sample const& sample) {
        buffer.clear();
        encode_to(buffer, sample);
        return *decode<Sample>(view(buffer));
    });
    double const packed = nanoseconds(100'000, [&](Sample const& sample) {
        boost::mpi::packed_oarchive::buffer_type bytes;
        boost::mpi::packed_oarchive out{world, bytes};
        out << sample;
        boost::mpi::packed_iarchive in{world, bytes};
        Sample back;
        in >> back;
        return back;
    });
    double const binary = nanoseconds(100'000, [&](Sample const& sample) {
        std::stringstream stream;
        boost::archive::binary_oarchive{stream} << sample;
        Sample back;
        boost::archive::binary_iarchive{stream} >> back;
        return back;
    });
    bench::print_row("encode + decode int, u64, string, 4 ints", ours, "Boost.MPI packed", packed,
                     "ns", "at most 0.10");
    bench::print_row("encode + decode int, u64, string, 4 ints", ours, "Boost binary", binary, "ns",
                     "for comparison");
}
