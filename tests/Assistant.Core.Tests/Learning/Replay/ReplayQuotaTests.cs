using Assistant.Core.Learning.Replay;

namespace Assistant.Core.Tests.Learning.Replay;

public class ReplayQuotaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Quotas_fit_the_buffer_and_grow_with_the_root_between_floor_and_cap(int seed)
    {
        var random = new Random(seed);
        for (var trial = 0; trial < 200; trial++)
        {
            var capacity = random.Next(100, 20_000);
            var offered = Enumerable.Range(0, random.Next(1, 60)).Select(_ => (long)Math.Pow(10, random.NextDouble() * 6)).ToArray();
            var quotas = ReplayQuota.Of(offered, capacity);
            var floor = Math.Min(ReplayQuota.Floor, capacity / offered.Length);
            Assert.True(quotas.Sum() <= capacity);
            Assert.All(quotas, quota => Assert.InRange(quota, floor, Math.Max(floor, (int)(ReplayQuota.Cap * capacity))));
            for (var i = 0; i < offered.Length; i++)
                for (var j = 0; j < offered.Length; j++)
                    Assert.True(offered[i] > offered[j] || quotas[i] <= quotas[j]);
        }
    }

    [Fact]
    public void Four_times_the_offers_are_twice_the_room()
    {
        var offered = Enumerable.Repeat(400L, 9).Append(1_600L).ToArray();
        var quotas = ReplayQuota.Of(offered, 11_000);
        Assert.Equal(2_000, quotas[9]);
        Assert.Equal(1_000, quotas[0]);
    }

    [Fact]
    public void One_domain_alone_fills_a_fifth()
    {
        Assert.Equal([200], ReplayQuota.Of([1_000_000], 1_000));
    }
}
