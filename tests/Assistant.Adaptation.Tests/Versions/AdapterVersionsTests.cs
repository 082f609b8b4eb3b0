using Assistant.Adaptation.Versions;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Serving;

namespace Assistant.Adaptation.Tests.Versions;

public sealed class AdapterVersionsTests
{
    private const string Direction = "text-to-text";

    [Fact]
    public async Task Rollback_goes_back_one_version_at_a_time_down_to_the_plain_encoder()
    {
        await using var world = await ShiftedWorld.StartAsync();
        string[] names = [Serve(world, 1), Serve(world, 2)];

        Assert.Equal((names[1], names[0]), world.Versions.RollBack(Direction, world.EncoderId));
        Assert.Equal(names[0], world.Learned.Current.Version);
        Assert.Equal("RolledBack", world.Versions.Find(names[1]).State);
        Assert.Equal((names[0], null), world.Versions.RollBack(Direction, world.EncoderId));
        Assert.Equal("base", world.Learned.Current.Version);
        Assert.Null(world.Versions.RollBack(Direction, world.EncoderId));
    }

    [Fact]
    public async Task Five_versions_are_kept_and_the_others_removed()
    {
        await using var world = await ShiftedWorld.StartAsync();
        string[] names = [.. Enumerable.Range(1, 8).Select(seed => Serve(world, seed))];

        Assert.Equal(names[^5..], world.Versions.List().Select(version => version.Manifest.Version).Order());
        Assert.Equal(5, Directory.EnumerateFiles(world.AdaptersPath, "*.adapter").Count());
    }

    [Fact]
    public async Task The_kill_switch_by_hand_serves_the_plain_encoder_and_the_version_can_come_back()
    {
        await using var world = await ShiftedWorld.StartAsync();
        var name = Add(world, 1);
        world.Versions.Promote(name);

        Assert.True(world.Versions.PromoteBase(null));
        Assert.Equal("base", world.Learned.Current.Version);
        Assert.False(world.Versions.PromoteBase(null));
        world.Versions.Promote(name);
        Assert.Equal(name, world.Learned.Current.Version);
    }

    [Fact]
    public async Task What_the_gate_refused_cannot_be_promoted_by_hand()
    {
        await using var world = await ShiftedWorld.StartAsync();
        var name = Add(world, 1, promoted: false);

        Assert.Contains("refused by the gate", Assert.Throws<AdapterRefusedException>(() => world.Versions.Promote(name)).Message, StringComparison.Ordinal);
        Assert.Equal("Rejected", world.Versions.Find(name).State);
    }

    [Theory]
    [InlineData("changed byte", "SHA-256")]
    [InlineData("gone", "is gone")]
    [InlineData("cut", "SHA-256")]
    [InlineData("manifest broken", "is broken")]
    [InlineData("newer manifest", "format 2")]
    [InlineData("another encoder", "not for test-encoder")]
    [InlineData("another direction", "serves image-to-text")]
    public async Task A_version_that_is_not_what_it_should_be_is_refused_and_the_one_before_goes_on(string damage, string reason)
    {
        await using var world = await ShiftedWorld.StartAsync();
        var (good, bad) = (Serve(world, 1), Add(world, 2));
        Damage(world, bad, damage);

        Assert.Contains(reason, Assert.Throws<AdapterRefusedException>(() => world.Versions.Serve(Direction, world.EncoderId, bad)).Message, StringComparison.Ordinal);
        Assert.Equal(good, world.Learned.Current.Version);

        // Nor does it serve where the state names it, as after a restored backup.
        world.Folder.Change(state => state.With(state.Of(Direction, world.EncoderId) with { Version = bad }));
        world.Learned.Reload();
        Assert.Equal(good, world.Learned.Current.Version);
        Assert.Contains(world.Learned.Problems, problem => problem.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_state_leaves_what_serves()
    {
        await using var world = await ShiftedWorld.StartAsync();
        var name = Add(world, 1);
        world.Versions.Serve(Direction, world.EncoderId, name);
        await File.WriteAllTextAsync(Path.Combine(world.AdaptersPath, "state.json"), "{");

        world.Learned.Reload();

        Assert.Equal(name, world.Learned.Current.Version);
        Assert.Contains("state.json is broken", world.Learned.Problems.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_removed_and_is_no_version()
    {
        await using var world = await ShiftedWorld.StartAsync();
        var name = Add(world, 1);
        File.Delete(Path.Combine(world.AdaptersPath, name + ".json"));
        await File.WriteAllTextAsync(Path.Combine(world.AdaptersPath, name + ".json.tmp"), "{\"ver");

        world.Folder.Clean();

        Assert.Empty(world.Versions.List());
        Assert.DoesNotContain(Directory.EnumerateFiles(world.AdaptersPath), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.NotEqual(name, Add(world, 2));
    }

    [Fact]
    public async Task Names_that_lead_out_of_the_folder_are_no_versions()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(world.Root, "outside.json"), "{}");

        foreach (var name in new[] { "../outside", "..", "", "a/b", "state.json" })
            Assert.Contains("there is no version", Assert.Throws<AdapterRefusedException>(() => world.Versions.Find(name)).Message, StringComparison.Ordinal);
    }

    private static string Serve(ShiftedWorld world, int seed)
    {
        var name = Add(world, seed);
        world.Versions.Serve(Direction, world.EncoderId, name);
        return name;
    }

    private static string Add(ShiftedWorld world, int seed, bool promoted = true)
    {
        var map = new Matrix(ShiftedWorld.Dimensions, ShiftedWorld.Dimensions);
        var random = new Random(seed);
        foreach (ref var value in map.Values) value = (float)random.NextDouble();
        return world.Folder.Save(
            new AdapterManifest
            {
                Version = world.Folder.Name(Direction),
                Direction = Direction,
                EncoderId = world.EncoderId,
                Dimensions = ShiftedWorld.Dimensions,
                Strategy = "ridge",
                Seed = seed,
                CreatedAt = DateTimeOffset.UnixEpoch.AddDays(seed),
                CodeVersion = "test",
                Data = new AdapterData("", 0, 0, 0, 0, 0, DateTimeOffset.UnixEpoch),
                Lineage = [],
                Promoted = promoted,
                Reasons = [],
                Metrics = [],
            },
            promoted ? new LinearAdapter(map) : null).Version;
    }

    private static void Damage(ShiftedWorld world, string version, string damage)
    {
        var (adapter, manifest) = (Path.Combine(world.AdaptersPath, version + ".adapter"), Path.Combine(world.AdaptersPath, version + ".json"));
        var bytes = File.ReadAllBytes(adapter);
        switch (damage)
        {
            case "changed byte":
                bytes[100] ^= 1;
                File.WriteAllBytes(adapter, bytes);
                break;
            case "cut":
                File.WriteAllBytes(adapter, bytes[..50]);
                break;
            case "gone":
                File.Delete(adapter);
                break;
            case "manifest broken":
                File.WriteAllText(manifest, "{\"version\": 3");
                break;
            case "newer manifest":
                Replace("\"format\": 1", "\"format\": 2");
                break;
            case "another encoder":
                Replace(world.EncoderId, "another-encoder");
                break;
            case "another direction":
                Replace("\"direction\": \"text-to-text\"", "\"direction\": \"image-to-text\"");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage));
        }

        void Replace(string what, string by)
        {
            var text = File.ReadAllText(manifest);
            Assert.Contains(what, text, StringComparison.Ordinal);
            File.WriteAllText(manifest, text.Replace(what, by, StringComparison.Ordinal));
        }
    }
}
