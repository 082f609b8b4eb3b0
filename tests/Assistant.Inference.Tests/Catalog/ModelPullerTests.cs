using System.Text;
using Assistant.Inference.Catalog;

namespace Assistant.Inference.Tests.Catalog;

public sealed class ModelPullerTests : IAsyncLifetime
{
    private static readonly HubModel Tiny = new("org", "tiny");
    private readonly string models = Directory.CreateTempSubdirectory("assistant-models-").FullName;
    private HubServer hub = null!;

    public async Task InitializeAsync()
    {
        hub = await HubServer.StartAsync();
        hub.CutsWaitFor = Path.Combine(models, "org", "tiny", "onnx", "model.onnx.part");
        hub.Files["config.json"] = "{\"model_type\":\"bert\"}"u8.ToArray();
        hub.Files["tokenizer.json"] = Bytes(3_000, 1);
        hub.Files["onnx/model.onnx"] = Bytes(300_000, 2);
        hub.Files["onnx/model_quantized.onnx"] = Bytes(80_000, 3);
        hub.Files["pytorch_model.bin"] = Bytes(500_000, 4);
        hub.Files["README.md"] = Encoding.UTF8.GetBytes("---\nlicense: mit\n---\n# Tiny\n");
        hub.Files[".gitattributes"] = "*.onnx filter=lfs"u8.ToArray();
    }

    public async Task DisposeAsync()
    {
        await hub.DisposeAsync();
        Directory.Delete(models, recursive: true);
    }

    [Fact]
    public async Task Loads_what_an_encoder_needs_and_nothing_else()
    {
        var result = await PullAsync();

        Assert.Equal(["README.md", "config.json", "onnx/model.onnx", "tokenizer.json"], result.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.All(result.Files, file => Assert.Equal(hub.Files[file.Path], File.ReadAllBytes(Path.Combine(result.Folder, file.Path))));
        Assert.Equal(Path.Combine(models, "org", "tiny"), result.Folder);
        Assert.Equal(5, Directory.EnumerateFiles(result.Folder, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task A_second_pull_loads_nothing_and_a_changed_file_alone_is_loaded_again()
    {
        await PullAsync();
        hub.Requests.Clear();
        Assert.All((await PullAsync()).Files, file => Assert.True(file.WasThere));
        Assert.Empty(hub.Requests);

        File.AppendAllText(Path.Combine(models, "org", "tiny", "onnx", "model.onnx"), "x");
        Assert.Equal(["onnx/model.onnx"], (await PullAsync()).Files.Where(file => !file.WasThere).Select(file => file.Path));
    }

    [Fact]
    public async Task A_cut_connection_is_taken_up_where_it_ended()
    {
        hub.Files.Remove("tokenizer.json");
        hub.Cuts.Enqueue(100_000);
        hub.Cuts.Enqueue(50_000);
        var result = await PullAsync();

        Assert.Equal(hub.Files["onnx/model.onnx"], File.ReadAllBytes(Path.Combine(result.Folder, "onnx/model.onnx")));
        var requests = hub.Requests.ToList();
        Assert.Equal(["onnx/model.onnx", "onnx/model.onnx bytes=100000-", "onnx/model.onnx bytes=150000-"], requests);
    }

    [Fact]
    public async Task A_later_run_goes_on_from_what_an_earlier_one_left()
    {
        for (var i = 0; i < 4; i++) hub.Cuts.Enqueue(20_000);
        hub.Files.Remove("tokenizer.json");
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains("Run the command again", error.Message, StringComparison.Ordinal);
        var part = new FileInfo(Path.Combine(models, "org", "tiny", "onnx", "model.onnx.part"));
        Assert.Equal(80_000, part.Length);
        Assert.False(File.Exists(Path.Combine(models, "org", "tiny", "onnx", "model.onnx")));
        hub.Requests.Clear();

        await PullAsync();
        Assert.Equal(["onnx/model.onnx bytes=80000-"], hub.Requests);
        Assert.False(File.Exists(part.FullName));
    }

    [Fact]
    public async Task A_hub_without_ranges_sends_the_whole_file_again()
    {
        hub.HasRanges = false;
        hub.Cuts.Enqueue(100_000);
        var result = await PullAsync();
        Assert.Equal(hub.Files["onnx/model.onnx"], File.ReadAllBytes(Path.Combine(result.Folder, "onnx/model.onnx")));
    }

    [Fact]
    public async Task What_is_left_of_another_version_is_loaded_anew()
    {
        var folder = Directory.CreateDirectory(Path.Combine(models, "org", "tiny", "onnx")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "model.onnx.part"), Bytes(1_000, 9));
        await PullAsync();
        Assert.Equal(hub.Files["onnx/model.onnx"], File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
    }

    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("config.json")]
    public async Task Other_bytes_than_announced_are_refused_and_deleted(string file)
    {
        hub.Substitutes[file] = [.. hub.Files[file].Reverse()];
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains($"{file} of org/tiny does not have the hash", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(models, "org", "tiny", file)));
        Assert.False(File.Exists(Path.Combine(models, "org", "tiny", file + ".part")));
        Assert.False(File.Exists(Path.Combine(models, "org", "tiny", ModelManifest.FileName)));
    }

    [Fact]
    public async Task More_bytes_than_announced_are_not_written()
    {
        hub.Substitutes["onnx/model.onnx"] = Bytes(900_000, 2);
        await Assert.ThrowsAsync<HubException>(() => PullAsync());
        var part = new FileInfo(Path.Combine(models, "org", "tiny", "onnx", "model.onnx.part"));
        Assert.True(!part.Exists || part.Length <= 300_000);
    }

    [Theory]
    [InlineData("../outside.json")]
    [InlineData("onnx/../../outside.json")]
    [InlineData("/etc/outside.json")]
    [InlineData("onnx\\outside.onnx")]
    [InlineData("C:/outside.json")]
    [InlineData("onnx/")]
    [InlineData("a\u0000b.json")]
    public async Task A_name_that_leads_out_of_the_folder_stops_everything(string name)
    {
        hub.Files[name] = Bytes(10, 5);
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains("lead out of its folder", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(models));
    }

    [Fact]
    public async Task A_link_in_the_folder_is_not_followed()
    {
        var outside = Directory.CreateTempSubdirectory("assistant-outside-").FullName;
        Directory.CreateDirectory(Path.Combine(models, "org", "tiny"));
        Directory.CreateSymbolicLink(Path.Combine(models, "org", "tiny", "onnx"), outside);
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains("is a link", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(outside));
        Directory.Delete(outside);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync(new("org", "other")));
        Assert.Contains("has no org/other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_goes_to_the_hub_and_not_to_where_it_redirects_and_not_into_messages()
    {
        hub.Token = "hub-key-123";
        var without = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains("ASSISTANT_HUB_TOKEN", without.Message, StringComparison.Ordinal);
        var wrong = await Assert.ThrowsAsync<HubException>(() => new ModelPuller(models, hub.Options with { Token = "wrong-key" }).PullAsync(Tiny, "main", null, CancellationToken.None));
        Assert.DoesNotContain("wrong-key", wrong.ToString(), StringComparison.Ordinal);

        var options = hub.Options with { Token = "hub-key-123" };
        await new ModelPuller(models, options).PullAsync(Tiny, "main", null, CancellationToken.None);
        Assert.NotEmpty(hub.Requests);
        Assert.Empty(hub.KeysAtStore);
        Assert.DoesNotContain("hub-key-123", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_redirects_and_other_schemes_are_refused()
    {
        hub.RedirectTo = $"{hub.Options.Endpoint}org/tiny/resolve/{HubServer.Commit}/onnx/model.onnx";
        Assert.Contains("redirects", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
        hub.RedirectTo = "file:///etc/passwd";
        Assert.Contains("redirects", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_file_can_be_named()
    {
        Assert.True(HubModel.TryParse("org/tiny:onnx/model_quantized.onnx", out var model));
        var result = await PullAsync(model);
        Assert.Contains(result.Files, file => file.Path == "onnx/model_quantized.onnx");
        Assert.DoesNotContain(result.Files, file => file.Path == "onnx/model.onnx");

        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync(new("org", "tiny", "onnx/none.onnx")));
        Assert.Contains("onnx/model_quantized.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_towers_go_before_one_graph_and_weights_beside_a_graph_come_along()
    {
        foreach (var name in (string[])["onnx/text_model.onnx", "onnx/vision_model.onnx", "onnx/vision_model.onnx_data"]) hub.Files[name] = Bytes(2_000, name.Length);
        var weights = (await PullAsync()).Files.Select(file => file.Path).Where(path => path.StartsWith("onnx/", StringComparison.Ordinal));
        Assert.Equal(["onnx/text_model.onnx", "onnx/vision_model.onnx", "onnx/vision_model.onnx_data"], weights.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_several_GGUF_files_one_must_be_named()
    {
        hub.Files.Clear();
        (hub.Files["tiny-q4.gguf"], hub.Files["tiny-q8.gguf"]) = (Bytes(2_000, 1), Bytes(4_000, 2));
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains("org/tiny:tiny-q4.gguf", error.Message, StringComparison.Ordinal);
        Assert.Equal("tiny-q8.gguf", Assert.Single((await PullAsync(new("org", "tiny", "tiny-q8.gguf"))).Files).Path);
    }

    [Fact]
    public async Task A_pulled_model_is_listed_and_damage_is_found()
    {
        await PullAsync();
        var model = Assert.Single(new ModelCatalog(models, null).List());
        Assert.Equal(("org/tiny", ModelKind.TextEncoder, "mit", false), (model.Name, model.Kind, model.License, model.IsBundled));
        Assert.Empty(await ModelCatalog.VerifyAsync(model, CancellationToken.None));

        var path = Path.Combine(model.Folder, "onnx", "model.onnx");
        var bytes = File.ReadAllBytes(path);
        bytes[1234] ^= 1;
        File.WriteAllBytes(path, bytes);
        File.Delete(Path.Combine(model.Folder, "tokenizer.json"));
        var problems = await ModelCatalog.VerifyAsync(model, CancellationToken.None);
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, problem => problem.StartsWith("onnx/model.onnx has other bytes", StringComparison.Ordinal));
        Assert.Contains("tokenizer.json is missing", problems);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("../org/name")]
    [InlineData("org/..")]
    [InlineData("org/name:../file")]
    [InlineData("org/name/more")]
    [InlineData("org/name:")]
    [InlineData("org/na me")]
    public void Names_of_another_form_are_refused(string name) => Assert.False(HubModel.TryParse(name, out _));

    private Task<PullResult> PullAsync(HubModel? model = null) => new ModelPuller(models, hub.Options).PullAsync(model ?? Tiny, "main", null, CancellationToken.None);

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
