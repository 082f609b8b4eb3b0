using System.Security.Cryptography;
using System.Text.Json;

namespace Assistant.Cli.Tests;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_model_is_listed_and_damage_ends_verify_with_1()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_cli.Data, "models", "org", "tiny", "onnx")).Parent!.FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), "{}");
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), "{}");
        File.WriteAllText(Path.Combine(folder, "onnx", "model.onnx"), "weights");
        File.WriteAllText(Path.Combine(folder, "README.md"), "---\nlicense: apache-2.0\n---\n");
        var hash = Convert.ToHexStringLower(SHA256.HashData("weights"u8));
        File.WriteAllText(Path.Combine(folder, "assistant-manifest.json"), $$"""{"source":"org/tiny","commit":null,"files":[{"path":"onnx/model.onnx","bytes":7,"sha256":"{{hash}}"}]}""");

        var list = await _cli.RunAsync("models", "list", "--json");
        using var listed = JsonDocument.Parse(list.Output);
        var model = listed.RootElement.EnumerateArray().Single(item => !item.GetProperty("bundled").GetBoolean());
        Assert.Equal((0, "org/tiny", "text encoder", "apache-2.0"), (list.ExitCode, model.GetProperty("name").GetString(), model.GetProperty("kind").GetString(), model.GetProperty("license").GetString()));
        Assert.Equal(0, (await _cli.RunAsync("models", "verify", "org/tiny")).ExitCode);

        File.WriteAllText(Path.Combine(folder, "onnx", "model.onnx"), "Weights");
        var verify = await _cli.RunAsync("models", "verify", "org/tiny", "--json");
        using var verified = JsonDocument.Parse(verify.Output);
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("onnx/model.onnx", Assert.Single(verified.RootElement[0].GetProperty("problems").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [RequiresLlamaFact]
    public async Task A_pulled_model_is_measured_by_its_name_and_what_is_learnt_of_it_stays_in_the_data_directory()
    {
        var model = Path.Combine(Directory.CreateDirectory(Path.Combine(_cli.Data, "models", "org", "random")).FullName, "random.gguf");
        Assert.Equal(0, (await _cli.RunAsync("bench", "llm", "--make", "30m", "--out", model)).ExitCode);
        var cases = _cli.Write("steps.jsonl", """
            {"prompt":"Tools:\n{{tools}}","tools":["- search {\"query\":string}: passages"]}
            {"kind":"refuse","messages":[{"role":"user","text":"What is my locker?"},{"role":"assistant","text":"{\"thought\":\"d\",\"answer\":\"Nothing in the collection answers this.\"}","gold":{"nothing":true}}]}
            """);

        var measured = await _cli.RunAsync("eval", "llm", cases, "--model", "org/random", "--json");

        Assert.Equal((0, ""), (measured.ExitCode, measured.ExitCode == 0 ? "" : measured.Error));
        Assert.True(File.Exists(Path.Combine(_cli.Data, "models", "llm-threads.json")));
        Assert.False(File.Exists(Path.Combine(Environment.CurrentDirectory, "models", "llm-threads.json")));
    }

    [RequiresLlamaFact]
    public async Task A_random_model_is_made_quantized_and_listed_by_what_its_file_says()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_cli.Data, "models", "org", "random")).FullName;
        var (whole, small) = (Path.Combine(folder, "whole.gguf"), Path.Combine(folder, "small.gguf"));
        Assert.Equal(0, (await _cli.RunAsync("bench", "llm", "--make", "30m", "--type", "F16", "--out", whole)).ExitCode);
        var quantized = await _cli.RunAsync("models", "quantize", whole, small, "--type", "Q8_0", "--json");
        using var report = JsonDocument.Parse(quantized.Output);
        Assert.Equal(new FileInfo(small).Length, report.RootElement.GetProperty("outputBytes").GetInt64());
        Assert.InRange(new FileInfo(small).Length, 1, new FileInfo(whole).Length * 6 / 10);

        var list = await _cli.RunAsync("models", "list", "--json");
        using var listed = JsonDocument.Parse(list.Output);
        var files = listed.RootElement.EnumerateArray().Single(model => model.GetProperty("name").GetString() == "org/random").GetProperty("files").EnumerateArray().ToList();
        Assert.Equal([("Q8_0", "llama", 29_368_832L), ("F16", "llama", 29_368_832L)], files.Select(file => (file.GetProperty("format").GetString(), file.GetProperty("architecture").GetString(), file.GetProperty("parameters").GetInt64())));

        File.WriteAllBytes(small, File.ReadAllBytes(small)[..5_000]);
        Assert.Contains("damaged", (await _cli.RunAsync("models", "list")).Output, StringComparison.Ordinal);
        var refused = await _cli.RunAsync("models", "quantize", small, Path.Combine(folder, "again.gguf"));
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(small, refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public async Task Recommended_models_run_from_small_to_large_and_say_what_they_take()
    {
        var list = await _cli.RunAsync("models", "list", "--recommended", "--json");
        using var listed = JsonDocument.Parse(list.Output);
        var models = listed.RootElement.EnumerateArray().ToList();

        Assert.InRange(models[0].GetProperty("parameters").GetDouble(), 4e8, 6e8);
        Assert.InRange(models[^1].GetProperty("parameters").GetDouble(), 7e10, 8e10);
        Assert.All(models, model => Assert.True(model.GetProperty("memoryBytes").GetInt64() > model.GetProperty("fileBytes").GetInt64()));
        Assert.All(models, model => Assert.Matches("^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+:[A-Za-z0-9._-]+[.]gguf$", model.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData(2, "models", "quantize", "in.gguf", "/no/such/folder/out.gguf")]
    [InlineData(2, "models", "quantize", "same.gguf", "same.gguf")]
    [InlineData(1, "models", "quantize", "/no/such/in.gguf", "out.gguf")]
    [InlineData(2, "bench", "llm", "--make", "30m")]
    [InlineData(2, "models", "pull", "no-slash")]
    [InlineData(2, "models", "pull")]
    // Port 9 (discard) of this machine: nobody answers.
    [InlineData(1, "models", "pull", "org/tiny", "--endpoint", "http://127.0.0.1:9")]
    [InlineData(1, "models", "pull", "org/tiny", "--endpoint", "ftp://127.0.0.1")]
    [InlineData(1, "models", "verify", "org/none")]
    public async Task What_cannot_be_done_is_said_in_words(int code, params string[] arguments)
    {
        var result = await _cli.RunAsync(arguments);

        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("assistant: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }
}
