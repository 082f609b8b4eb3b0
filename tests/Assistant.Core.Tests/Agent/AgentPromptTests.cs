using System.Runtime.CompilerServices;
using Assistant.Core.Agent;
using Assistant.Core.Answering;

namespace Assistant.Core.Tests.Agent;

public class AgentPromptTests
{
    [Fact]
    public async Task The_tools_read_as_the_bundled_model_learnt_them()
    {
        var tools = await new AgentBench().Tools[0].ToolsAsync(new AgentScope(new AnswerRequest("x"), new Findings()));
        Assert.Equal(Golden().Trim(), string.Join('\n', tools.Select(AgentPrompt.Line)));
    }

    private static string Golden([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Assistant.Core/Agent/Prompts/tools.txt")).ReplaceLineEndings("\n");
}
