using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Serving;

namespace Assistant.Core.Tests.Learning.Serving;

public sealed class AdapterCodecTests
{
    private const int Dimensions = 12;

    [Fact]
    public void An_adapter_comes_back_as_it_was()
    {
        var random = new Random(1);
        var queries = RandomPairs.Rows(random, 20, Dimensions);
        foreach (var adapter in new IQueryAdapter[] { IdentityAdapter.Instance, Linear(random), LowRank(random), Routed(random) })
        {
            var read = AdapterCodec.Read(AdapterCodec.Write(adapter), Dimensions);

            Assert.Equal(adapter.Apply(queries).Values.ToArray(), read.Apply(queries).Values.ToArray());
        }
    }

    [Fact]
    public void Every_cut_and_every_byte_more_is_refused()
    {
        var bytes = AdapterCodec.Write(Routed(new Random(1)));

        for (var length = 0; length < bytes.Length; length++) Assert.Throws<AdapterRefusedException>(() => AdapterCodec.Read(bytes.AsMemory(0, length), Dimensions));
        Assert.Throws<AdapterRefusedException>(() => AdapterCodec.Read(new byte[] { 0 }.Prepend(bytes[0]).ToArray(), Dimensions));
        Assert.Throws<AdapterRefusedException>(() => AdapterCodec.Read(bytes.Append((byte)0).ToArray(), Dimensions));
    }

    [Fact]
    public void Any_changed_byte_gives_an_adapter_or_a_refusal_and_nothing_else()
    {
        var random = new Random(1);
        var bytes = AdapterCodec.Write(Routed(random));
        for (var round = 0; round < 3_000; round++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                AdapterCodec.Read(changed, Dimensions).Apply(RandomPairs.Rows(random, 1, Dimensions));
            }
            catch (AdapterRefusedException)
            {
                // As it should.
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Values_that_are_not_finite_are_refused(float value)
    {
        var linear = Linear(new Random(1));
        linear.Weights[3][4] = value;

        Assert.Contains("not finite", Assert.Throws<AdapterRefusedException>(() => AdapterCodec.Read(AdapterCodec.Write(linear), Dimensions)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_width_a_newer_format_and_foreign_bytes_are_refused_by_name()
    {
        var bytes = AdapterCodec.Write(Linear(new Random(1)));
        var newer = (byte[])bytes.Clone();
        newer[7] = (byte)'2';

        Assert.Contains("12 dimensions, and the encoder gives 16", Refusal(bytes, 16), StringComparison.Ordinal);
        Assert.Contains("another format", Refusal(newer, Dimensions), StringComparison.Ordinal);
        Assert.Contains("not an adapter", Refusal(new byte[100], Dimensions), StringComparison.Ordinal);
    }

    private static string Refusal(byte[] bytes, int dimensions) => Assert.Throws<AdapterRefusedException>(() => AdapterCodec.Read(bytes, dimensions)).Message;

    private static LinearAdapter Linear(Random random) => new(RandomPairs.Rows(random, Dimensions, Dimensions), 0.5f);

    private static LowRankAdapter LowRank(Random random) => new(RandomPairs.Rows(random, 3, Dimensions), RandomPairs.Rows(random, 3, Dimensions), 0.75f);

    private static RoutedAdapter Routed(Random random)
    {
        var router = new DomainRouter();
        router.Add(RandomPairs.Rows(random, 30, Dimensions), random);
        router.Add(RandomPairs.Rows(random, 30, Dimensions), random);
        return new RoutedAdapter(router, [Linear(random), LowRank(random)]);
    }
}
