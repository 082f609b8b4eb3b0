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

    [Theory]
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
